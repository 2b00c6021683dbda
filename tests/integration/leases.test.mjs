// Three gateways on one PostgreSQL database and one broker, two of which go at the same instant: one is killed, one is paused for
// longer than its lease and then goes on (fault rows B2, B6). The third, whose clock is half a minute ahead (D4), takes over all
// slots. Judged by the oracle: nothing lost, nothing twice, no limit fired by the one that came back.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { FurtherGateway, shares } from './harness/elsewhere.mjs';
import { judged, settle } from './harness/verdict.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const MONITORS = [1, 2, 3, 4, 5, 6].map((number) => `LG-00000${number}`);  // of the slots 6, 37, 4, 35, 2, 33
const TAKEOVER_MS = 15_000;
const FENCED = 75;

const LIBRARY = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`).find(existsSync);
const range = (first, last) => JSON.stringify(Array.from({ length: last - first + 1 }, (_, index) => first + index));

test(`B6, D4: a killed gateway and a paused one are replaced within ${TAKEOVER_MS / 1000} s, seed ${seed}`, { timeout: 300_000 }, async (t) => {
  assert.ok(LIBRARY, 'libfaketime is needed');
  const ahead = { LD_PRELOAD: LIBRARY, FAKETIME: '+30s', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const chain = await Chain.start({ engine: 'postgresql', gatewayEnvironment: ahead });
  t.after(() => chain.remove());
  const killed = await FurtherGateway.start(chain, 'killed', { settings: `[gateway]\nslots = ${range(0, 15)}\n` });
  const paused = await FurtherGateway.start(chain, 'paused', { settings: `[gateway]\nslots = ${range(32, 47)}\n` });
  await until('the slots to be shared', () => JSON.stringify(Object.values(shares(chain))) === '[32,16,16]');

  const crew = await Crew.start(chain, { slow: 2 });  // every second order is accepted only after its limit
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: seed + index, speed: 40 });
  const storedSince = (ms, monitor) => Number(chain.sql(
    `select count(*) stored from monitor_events where monitor = '${monitor}' and received_ms > ${ms}`)[0].stored);
  await until('alarms by every gateway', () => MONITORS.every((monitor) => storedSince(0, monitor) > 0), 20_000, 100);

  const at = Date.now();
  killed.signal('SIGKILL');
  paused.signal('SIGSTOP');
  await until('one gateway to hold all slots', () => JSON.stringify(Object.values(shares(chain))) === '[64]', TAKEOVER_MS, 50);
  await until('alarms of all slots', () => MONITORS.every((monitor) => storedSince(at + 500, monitor) > 0), TAKEOVER_MS, 50);
  const took = Date.now() - at;
  t.diagnostic(`alarms of all slots are stored again after ${took} ms`);
  assert.ok(took <= TAKEOVER_MS, `the take-over took ${took} ms`);
  assert.ok(took >= 6000, 'nobody may take a lease before it has lapsed');

  await delay(2000);  // limits pass, notices are sent, all by the one that is left
  const written = () => chain.sql('select epoch from gateway_members').length;
  assert.equal(written(), 1);
  paused.signal('SIGCONT');
  await until('the paused gateway to end', () => paused.child.exited, 5000);
  assert.equal(paused.child.code, FENCED);
  assert.match(readFileSync(paused.log, 'utf8'), /has been replaced; to be started again/);
  assert.deepEqual(Object.values(shares(chain)), [64]);

  await settle(t, chain);
  await crew.stop();
  await chain.stop();
  assert.deepEqual(shares(chain), {}, 'an orderly end frees all slots');
  const facts = judged(t, chain, { seed, injected: { killed: 1, paused: 1 } });
  assert.ok(facts.limits.some((limit) => limit.fired_ms !== null), 'no limit passed: the test tried nothing');
});
