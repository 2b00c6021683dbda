// The database in trouble under a gateway that serves (fault rows B8, B10, B13): nothing is confirmed that is not stored, memory
// stays bounded, and what waits is stored as soon as the trouble is over. LIFTGUARD_CHAIN_DATABASE chooses the engine; LONG=1 takes
// the minutes that faults.md asks for.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { watch } from '../oracle/resources.mjs';
import { Chain, build, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { judged, settle } from './harness/verdict.mjs';

const engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite';
const long = process.env.LONG === '1';
const SOON_MS = 2500;  // from the end of the trouble to the next confirmation: a second to commit, and a box's resend
const LIMITS = { residentMib: 300, descriptors: 1000, threads: 200 };

// A second client that holds what the gateway wants. Resolves, once it has it, to the function that lets go.
function hold(chain) {
  const [program, args, words] = engine === 'sqlite'
    ? ['sqlite3', ['-bail', '-cmd', '.timeout 20000', chain.databaseFile], ['begin exclusive;', "select 'held';", 'commit;']]
    : ['psql', ['-XAtq', '-d', chain.database], ['begin; lock table monitor_events, lane_cursors, orders in access exclusive mode;', "select 'held';", 'commit;']];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${words[0]}\n${words[1]}\n`);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the lock was not to be had')));
    child.stdout.once('data', () => resolve(() => new Promise((gone) => {
      child.removeAllListeners('exit').once('exit', gone);
      child.stdin.end(`${words[2]}\n`);
    })));
  });
}

// Six lifts, a crew, and `trouble(chain)`: it gives the times (ms) between which nothing could be committed. Judges the rest.
async function scenario(t, { injected, trouble, restarts = 0 }) {
  const chain = await Chain.start({ engine });
  t.after(() => chain.remove());
  chain.keepRunning('gateway');
  chain.keepRunning('platform');
  const crew = await Crew.start(chain);
  for (let number = 1; number <= 6; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  await until('orders', () => chain.sql('select id from orders').length >= 3, 30_000, 100);

  const gateway = watch('gateway', () => chain.gateway.process.pid, LIMITS);
  const { from, to } = await trouble(chain);
  const confirmed = () => chain.facts().confirmations.map((line) => line.confirmed);
  const first = await until('a confirmation after the trouble', () => confirmed().filter((at) => at > to).sort((a, b) => a - b)[0], 30_000, 50);
  await settle(t, chain);
  const resources = [gateway.end()];
  await crew.stop();
  await chain.stop();

  t.diagnostic(`${to - from} ms of trouble; first confirmation ${first - to} ms after it; ${JSON.stringify(resources[0].peak)}; ended by itself ${chain.restarts.length} times`);
  const facts = judged(t, chain, { injected, resources });
  // Those that were on their way when it began, and the box's clock, are given a moment.
  assert.deepEqual(facts.confirmations.filter((line) => line.confirmed > from + 500 && line.confirmed < to - 100), [], 'confirmed while nothing could be stored');
  assert.ok(first - to < SOON_MS, `${first - to} ms to the first confirmation`);
  if (chain.restarts.length > restarts) assert.fail(`a program ended by itself: ${JSON.stringify(chain.restarts)}`);
}

const lockedS = long ? 60 : 8;
test(`B8: the database is locked for ${lockedS} s, ${engine}`, { timeout: 300_000 }, (t) => scenario(t, {
  injected: { locks: 1 },
  async trouble(chain) {
    const letGo = await hold(chain);
    const from = Date.now();
    await delay(lockedS * 1000);
    await letGo();
    return { from, to: Date.now() };
  },
}));

const awayS = long ? 300 : 20;
test(`B13: the database's server is away for ${awayS} s`, { timeout: 600_000, skip: engine !== 'postgresql' && 'SQLite has no server' }, (t) => scenario(t, {
  injected: { 'servers killed': 1 },
  async trouble(chain) {
    await chain.cluster.kill9();
    const from = Date.now();
    await delay(awayS * 1000);
    await chain.cluster.begin();
    return { from, to: Date.now() };
  },
}));

test('B13: the server takes no more connections than there are', { timeout: 120_000, skip: engine !== 'postgresql' && 'SQLite has no server' }, (t) => scenario(t, {
  injected: { 'pools exhausted': 1 },
  async trouble(chain) {
    chain.cluster.psql('postgres', 'alter role liftguard connection limit 0');
    chain.cluster.terminateAll();
    const from = Date.now();
    await delay(6000);
    chain.cluster.psql('postgres', 'alter role liftguard connection limit -1');
    return { from, to: Date.now() };
  },
}));
