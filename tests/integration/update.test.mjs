// Issue 4 point 7 and fault row C10 with real programs: signed images go out through gateway and broker to a box that
// runs from slots, is tried, kept or rolled back; and whatever is killed meanwhile, the box starts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Maker, addUpdatable, keepRunning } from './harness/firmware.mjs';

const MONITOR = 'LG-000001';
const CONFIRMED_ONLINE = 40, TRIAL_CRASHED = 43, TRIAL_STARTS_USED = 44;  // firmware/update/reason.hpp
const PHASES = ['idle', 'receiving', 'ready', 'restarting', 'trial'];  // wire::UpdatePhase
const IDLE = 0, RECEIVING = 1;
const RUNNING = 1, HALTED = 2, FINISHED = 3, CANCELLED = 4;  // gateway::RolloutState
const ROLLOUT_HALTED = 21;  // dispatch::AlertKind
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const kills = Number(process.env.KILLS ?? 12);
const MOST_MB = 40;

function random(state) {
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test(`an image goes out and is kept, one that crashes is rolled back and halts, ${kills} kills end bootable, seed ${seed}`,
  { timeout: 900_000 }, async (t) => {
    const chain = await Chain.start();
    let running = null;
    t.after(async () => {
      await running?.stop();
      await chain.stop();
      await chain.remove();
    });
    const maker = new Maker(chain);
    const { lift } = await addUpdatable(chain, maker, MONITOR, maker.image(1), { scenario: 'living', speed: 40,
      settings: 'least_trial_s = 2\n[boot]\ncrashes = 1000\n' });
    running = keepRunning(chain, lift);

    const gateway = (...args) => chain.run('liftguard-gateway', '--config', chain.path('config/gateway.toml'), ...args);
    const rollOut = (file) => {
      const image = gateway('image', 'add', file, '--keys', maker.keys).split(' ')[0];
      return gateway('rollout', 'start', image, '--soak-min', '0', '--judged-from', '1', '--by', 'test').split(' ')[0];
    };
    const firmware = () => chain.sql(`select * from monitor_firmware where monitor = '${MONITOR}'`)[0];
    const stateOf = (rollout) => chain.sql(`select state from rollouts where id = ${rollout}`)[0].state;
    const runs = (version) => () => firmware()?.running === version && firmware().phase === IDLE;

    await until('the box to say that it runs v1', runs(1), 30_000, 200);

    const began = Date.now();
    const second = rollOut(maker.image(2));
    await until('v2 to be kept', runs(2), 120_000, 200);
    assert.equal(firmware().reason, CONFIRMED_ONLINE);
    await until('the roll-out to finish', () => stateOf(second) === FINISHED, 30_000, 200);
    t.diagnostic(`v2 was kept ${Date.now() - began} ms after the roll-out began`);
    assert.equal(running.ends.length, 1, 'the box ended more often than for its update');
    assert.equal(running.ends[0].code, 0, 'the end for the update was not orderly');

    const third = rollOut(maker.brokenImage(3));
    await until('the roll-out of the crashing image to halt', () => stateOf(third) === HALTED, 120_000, 200);
    assert.equal(firmware().running, 2);
    assert.equal(firmware().reason, TRIAL_STARTS_USED);
    const alerts = chain.sql(`select text_zh from desk_alerts where kind = ${ROLLOUT_HALTED}`);
    assert.equal(alerts.length, 1);
    assert.match(alerts[0].text_zh, /已自动暂停/);
    assert.match(gateway('rollouts'), /已暂停/);
    gateway('rollout', 'cancel', third, '--by', 'test');
    assert.equal(stateOf(third), CANCELLED);

    const fourth = rollOut(maker.bigImage(4, Math.min(kills, MOST_MB) * 1_000_000));
    await until('v4 to be on its way', () => firmware().phase === RECEIVING, 60_000, 20);
    const next = random(seed);
    const killedIn = {};
    for (let i = 0; i < kills; ++i) {
      await delay(100 + next() * 900);
      const phase = PHASES[firmware().phase];
      killedIn[phase] = (killedIn[phase] ?? 0) + 1;
      if (!lift.box.exited) lift.box.process.kill('SIGKILL');
      await lift.box.end;
    }
    await until('the box to come to rest with an image', () => runs(4)() || (runs(2)() && firmware().reason === TRIAL_CRASHED),
      180_000, 200);
    t.diagnostic(`after ${kills} kills (${JSON.stringify(killedIn)}) it runs v${firmware().running}; its roll-out is in state ${stateOf(fourth)}; `
      + `${running.ends.length} ends in all`);
    assert.ok(running.ends.length >= kills);

    if ([RUNNING, HALTED].includes(stateOf(fourth))) gateway('rollout', 'cancel', fourth, '--by', 'test');
    rollOut(maker.image(5));
    await until('v5 to be kept by what is left of the box', runs(5), 120_000, 200);
  });
