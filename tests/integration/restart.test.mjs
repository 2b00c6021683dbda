// A gateway that dies while broker and boxes live on (fault row B5): no box sees a disconnect, and yet what it had taken and not
// stored is there within seconds of its coming back. And half-open lines (A4).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, build, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { slotsOf } from './harness/elsewhere.mjs';
import { Proxy } from './harness/proxy.mjs';
import { judged, settle } from './harness/verdict.mjs';

const MONITORS = [1, 2, 3].map((number) => `LG-00000${number}`);
const rounds = Number(process.env.ROUNDS ?? 4);
const BACK_MS = 5000;  // B5
const TOLD_MS = 1200;  // from the standstill to the box's message, in a world forty times as fast
const NOTICED_MS = 15_000 + 5000;  // A4: an alarm unconfirmed for 15 s makes a new connection

const connections = (chain, lift) => readFileSync(chain.path('logs/mosquitto.log'), 'utf8').split('\n').filter((line) => line.includes('New client connected') && line.includes(`as ${lift.monitor} `)).length;
const trapped = (chain) => chain.facts().ledger.filter((line) => line.ledger === 'trapped').length;

test(`B5: killed after it took a message, ${rounds} times: stored within 5 s of its return, and no box connects anew`, { timeout: 600_000 }, async (t) => {
  const chain = await Chain.start({ gateway: join(build, 'bin/liftguard-test-canary-gateway'), gatewaySettings: slotsOf(MONITORS) });
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: index + 1, speed: 40 });
  await until('the first order', () => chain.sql('select id from orders').length > 0, 30_000, 50);
  await until('every box to be connected', () => chain.lifts.every((lift) => connections(chain, lift) > 0));
  const before = chain.lifts.map((lift) => connections(chain, lift));
  const stored = () => chain.sql('select count(*) n from alarms where kind = 1')[0].n;

  const late = [];
  for (let round = 0; round < rounds; ++round) {
    await chain.gateway.kill9();
    // One that dies before it is ready has died at its point.
    await chain.startGateway({ LIFTGUARD_FAULT: `${round % 2 ? 'after_enqueue' : 'before_commit'}:kill:${1 + round % 4}` }).catch(() => {});
    await Promise.race([chain.gateway.end, delay(8000)]);
    await chain.gateway.kill9();
    // Somebody is trapped while nobody is there to store it; the broker has taken it from the box by then.
    await until('somebody to be trapped', () => trapped(chain) > stored(), 20_000, 20);
    await delay(TOLD_MS);
    const caused = trapped(chain);
    await chain.startGateway();
    const back = Date.now();
    await until('the alarms to be stored', () => stored() >= caused, 20_000, 20);
    late.push(Date.now() - back);
    for (const lift of chain.lifts) chain.control(lift, 'free');
  }
  t.diagnostic(`stored after ${late} ms`);
  assert.ok(Math.max(...late) <= BACK_MS, `${Math.max(...late)} ms`);
  assert.deepEqual(chain.lifts.map((lift) => connections(chain, lift)), before, 'a box has connected anew');

  await settle(t, chain);
  await crew.stop();
  await chain.stop();
  judged(t, chain, { injected: { gateway: rounds } });
});

test('A4: a line that is half dead is given up by a box with an alarm, which gets through over a new one', { timeout: 120_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  const proxy = await Proxy.start(chain.boxesPort);
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: index + 1, speed: 40, port: proxy.port });
  await until('the first order', () => chain.sql('select id from orders').length > 0, 30_000, 50);
  const opened = proxy.opened;
  const frozen = proxy.freeze();
  const at = Date.now();
  await until('new lines', () => proxy.opened >= opened + frozen, NOTICED_MS + 10_000, 50);
  const noticed = Date.now() - at;
  t.diagnostic(`${frozen} lines half open, given up after ${noticed} ms at most`);
  await settle(t, chain);
  await crew.stop();
  proxy.cut();
  await chain.stop();
  judged(t, chain, { injected: { 'half-open lines': frozen } });
  assert.ok(noticed <= NOTICED_MS + 10_000);
});
