// Commands with real programs: an operator tells a box what to do, the box does it once and answers, whatever is killed
// in between. SEED and KILLS in the environment repeat a run.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, build, until } from './harness/chain.mjs';
import { slotsOf } from './harness/elsewhere.mjs';
import { keepRunning } from './harness/firmware.mjs';

const MONITOR = 'LG-000001';
const SELF_TEST = 4; // EventKind
const ANSWERED = 3; // gateway::commands::State
const EVENT_LANE = 1, STORED = 3; // Lane, gateway::ClipState
const DONE = 1, REPEATED = 3, FAILED = 7; // wire::CommandOutcome
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const kills = Number(process.env.KILLS ?? 20);

function random(state) {
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

// The verb's exit status and what it said.
const gateway = (chain, ...args) => new Promise((resolve) => {
  execFile(join(build, 'bin/liftguard-gateway'), [...args, '--config', chain.path('config/gateway.toml')],
    (error, out, err) => resolve({ status: error?.code ?? 0, said: out + err }));
});

// settings: the box is killed so often that it would go into safe mode, which takes no commands but the cure.
async function withBox(t, body, settings = '') {
  const chain = await Chain.start({ gatewaySettings: slotsOf([MONITOR]) });
  let running = null;
  t.after(async () => {
    await running?.stop();
    await chain.stop();
    await chain.remove();
  });
  const lift = await chain.addLift(MONITOR, { scenario: 'living', speed: 40, settings });
  running = keepRunning(chain, lift);
  await until('the box to be there', () => chain.sql('select state from monitor_presence')[0]?.state === 1, 30_000, 100);
  const tell = (...args) => gateway(chain, 'command', MONITOR, ...args);
  await body({ chain, lift, running, tell });
}

test('a box identifies itself, tests itself, takes good settings and refuses bad ones, cuts a clip, starts anew',
  { timeout: 300_000 }, async (t) => withBox(t, async ({ chain, running, tell }) => {
    const file = chain.path('settings.toml');
    const configure = (text) => {
      writeFileSync(file, text);
      return tell('configure', file, '--wait', '60');
    };
    const tests = () => chain.sql(`select count(*) n from alarms where kind = ${SELF_TEST}`)[0].n;
    assert.equal((await tell('identify', '5', '--wait', '60')).status, 0);
    const before = tests();
    assert.equal((await tell('self-test', '--wait', '60')).status, 0);
    await until('the self-test that was asked for', () => tests() > before, 30_000, 100);

    const good = await configure('[self_test]\nevery_h = 12\n');
    assert.equal(good.status, 0, good.said);
    // They take effect by a start within the program, as soon as the car rests; what waits then is interrupted.
    const starts = () => readFileSync(chain.path(`logs/box-${MONITOR}.log`), 'utf8').match(/frames recovered/g).length;
    await until('the settings to be in force', () => starts() >= 2, 120_000, 200);
    for (const bad of ['[broker]\nhost = "elsewhere"\n', '[self_test]\nevery_h = -1\n', 'nonsense = 1\n']) {
      const refused = await configure(bad);
      assert.equal(refused.status, 4, refused.said);
      assert.match(refused.said, /装置拒绝 \/ refused/);
    }

    const clip = await tell('clip', new Date(Date.now() - 1000).toISOString(), '--wait', '120');
    assert.equal(clip.status, 0, clip.said);
    await until('the clip that was asked for', () => chain.sql(`select id from clips where lane = ${EVENT_LANE} and state = ${STORED}`).length > 0, 60_000, 200);

    const ends = running.ends.length;
    const reboot = await tell('reboot', '--wait', '120');
    assert.equal(reboot.status, 0, reboot.said);
    await until('the box to end', () => running.ends.length > ends, 30_000, 100);
    assert.equal(running.ends[ends].code, 0);
    assert.equal(chain.sql(`select count(*) n from commands where state <> ${ANSWERED}`)[0].n, 0);
    assert.equal((await gateway(chain, 'commands', MONITOR)).status, 0);
  }));

test(`kill -9 of box, gateway and broker, ${kills} times: every command is answered once, seed ${seed}`,
  { timeout: 600_000 }, async (t) => withBox(t, async ({ chain, lift, tell }) => {
    const next = random(seed);
    const killed = { box: 0, gateway: 0, broker: 0 };
    for (let i = 0; i < kills; ++i) {
      assert.equal((await tell('identify', '1')).status, 0);
      await delay(next() * 300);
      const victim = ['box', 'gateway', 'broker'][Math.floor(next() * 3)];
      killed[victim] += 1;
      if (victim === 'box') {
        if (!lift.box.exited) lift.box.process.kill('SIGKILL');
      } else {
        await chain[victim].kill9();
        await (victim === 'gateway' ? chain.startGateway() : chain.startBroker());
      }
      await delay(next() * 500);
    }
    await until('every command to be answered', () => chain.sql(`select id from commands where state <> ${ANSWERED}`).length === 0, 300_000, 500);
    const outcomes = chain.sql('select outcome, count(*) n from commands group by outcome');
    t.diagnostic(`killed ${JSON.stringify(killed)}; outcomes ${JSON.stringify(outcomes)}; `
      + `sends ${chain.sql('select sum(sends) n from commands')[0].n}`);
    assert.equal(chain.sql('select count(*) n from commands')[0].n, kills);
    // A box that is killed between beginning and answer cannot know how far it came.
    assert.ok(outcomes.every(({ outcome }) => [DONE, REPEATED, FAILED].includes(outcome)), JSON.stringify(outcomes));
    assert.ok(outcomes.find(({ outcome }) => outcome === DONE).n > 0);
    assert.equal(chain.sql("select count(*) n from changes where kind = 'command' and detail like '%\"answered\"%'")[0].n, kills);
  }, '\n[boot]\ncrashes = 1000\n'));
