// The broker in trouble (fault rows A2, A3, A10, A12): it forgets, stays away, throws away, refuses. The boxes'
// journals and the gateway's confirmations make up for it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { Fleet, makeTown } from './harness/fleet.mjs';
import { judged, settle } from './harness/verdict.mjs';

const long = process.env.LONG === '1';
const alarms = (chain) => chain.sql('select count(*) n from alarms where kind = 1')[0].n;
const caused = (chain) => chain.facts().ledger.filter((line) => line.ledger === 'trapped').length;
const log = (chain, name) => readFileSync(chain.path(`logs/${name}.log`), 'utf8');

async function withLifts(t, options = {}) {
  const chain = await Chain.start(options);
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  for (let number = 1; number <= 4; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  await until('an order', () => alarms(chain) > 0, 30_000, 50);
  return { chain, crew };
}

async function finish(t, { chain, crew }, injected, patience) {
  await settle(t, chain, patience);
  await crew.stop();
  for (const fleet of chain.fleets) await fleet.stop();
  await chain.stop();
  return judged(t, chain, { injected });
}

test('A2: a broker that comes back empty has its sessions and subscriptions again, and the gateway says so', { timeout: 120_000 }, async (t) => {
  const all = await withLifts(t);
  const { chain } = all;
  await chain.broker.kill9();
  for (const file of readdirSync(chain.path('broker')).filter((name) => name.startsWith('mosquitto'))) rmSync(chain.path(`broker/${file}`));
  const before = caused(chain);
  await chain.startBroker();
  await until('the next alarms', () => caused(chain) > before + 1 && alarms(chain) > before + 1, 30_000, 50);
  assert.match(log(chain, 'gateway'), /forgotten \d+ sessions/);
  await finish(t, all, { 'empty brokers': 1 });
});

const awayS = long ? 600 : 15;
test(`A3: the broker is away for ${awayS} s: afterwards alarms come first, in their order`, { timeout: 900_000 }, async (t) => {
  const all = await withLifts(t);
  const { chain } = all;
  await chain.broker.kill9();
  const from = Date.now();
  for (const end = from + awayS * 1000; Date.now() < end;) {
    for (const lift of chain.lifts) chain.control(lift, 'free');
    await delay(200);
  }
  const to = Date.now();
  await chain.startBroker();
  await until('all alarms', () => alarms(chain) >= caused(chain), 60_000, 100);
  const facts = await finish(t, all, { 'brokers away': 1 });
  // What happened while the broker was away was sent as a backlog; what was committed together has one time, and stands in the
  // order in which it was stored.
  const rows = chain.sql(`select monitor, lane, seq from monitor_events where happened_ms between ${from + 1000} and ${to - 1000} and lane < 2
    order by received_ms, id`);
  assert.ok(rows.filter((row) => row.lane === 0).length > 4 && facts.orders.length > 0, 'no backlog of alarms: nothing was tried');
  for (const monitor of new Set(rows.map((row) => row.monitor))) {
    const own = rows.filter((row) => row.monitor === monitor);
    for (const lane of [0, 1]) {
      const seqs = own.filter((row) => row.lane === lane).map((row) => row.seq);
      assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), `${monitor}: its lane ${lane}`);
    }
    const lastAlarm = own.findLastIndex((row) => row.lane === 0);
    const before = own.slice(0, Math.max(0, lastAlarm)).filter((row) => row.lane === 1).length;
    assert.ok(before <= 3, `${monitor}: ${before} events went before its alarms`);  // a window of events may be under way already
  }
});

test('A10: the broker throws away what it cannot queue while the gateway is gone: every record arrives all the same', { timeout: 180_000 }, async (t) => {
  const boxes = 8;
  const chain = await Chain.start({ town: makeTown(boxes, { estates: 'many' }), broker: '\nmax_queued_messages 20\n' });
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  const fleet = await Fleet.start(chain, { boxes, rate: 80, entrapments: 0.5, 'trapped-least': 1, 'trapped-most': 3, duration: 18, drain: 100 });
  await delay(3000);
  await chain.gateway.kill9();
  await delay(10_000);
  await chain.startGateway();
  const dropped = () => (log(chain, 'mosquitto').match(/messages are being dropped/g) ?? []).length;
  // What the broker threw away, a box sends again in its time: two minutes at most on the bulk lane. The fleet ends by itself when
  // all is confirmed.
  await fleet.child.end;
  // A fleet's plan ends as it ends: who is trapped then stays so.
  await finish(t, { chain, crew }, { 'sessions whose queue ran over': dropped() }, { limitMs: 15_000 });
});

test('A12: an access list that refuses alarms is noticed by the box, told to the desk, and mended without a loss', { timeout: 180_000 }, async (t) => {
  const all = await withLifts(t);
  const { chain } = all;
  const acl = chain.path('broker/boxes.acl');
  const right = readFileSync(acl, 'utf8');
  writeFileSync(acl, right.replace('pattern write lift/1/+/%u/up/alarm\n', ''));
  chain.broker.process.kill('SIGHUP');
  const told = () => chain.sql('select monitor from monitor_presence where unconfirmed = 1').length;
  await until('the boxes to say that nobody confirms', () => {
    for (const lift of chain.lifts) chain.control(lift, 'free');
    return told() > 0;
  }, 120_000, 200);
  writeFileSync(acl, right);
  chain.broker.process.kill('SIGHUP');
  await until('all to be confirmed', () => told() === 0, 60_000, 200);
  await finish(t, all, { 'wrong access lists': 1 });
});
