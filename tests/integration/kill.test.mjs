// The whole chain under kill -9 at named and at random points (fault rows A1, B2, B3, B4, B12, B13, C4): box, broker and
// gateway, and on PostgreSQL the database's server and its back ends. Every trapped event becomes exactly one order, limits fire
// once with their true due time, no SMS is accepted twice. Judged by the oracle. SEED and ROUNDS in the environment repeat a run.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { Chain, build } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { rampage } from './harness/monkey.mjs';
import { judged, settle } from './harness/verdict.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 50);
const engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite';
const share = (part) => Math.ceil(rounds * part);
// On PostgreSQL the database is what is new: half of its kills take the whole server, half one back end.
const victims = {
  sqlite: { box: rounds, broker: rounds, gateway: rounds },
  postgresql: { database: share(0.5), backend: share(0.5), gateway: share(0.3), box: share(0.1), broker: share(0.1) },
}[engine];
const MONITORS = [1, 2, 3, 4, 5, 6].map((number) => `LG-00000${number}`);
const SPEED = 40;  // an alarm every half second or so, so that kills fall into the middle of one

test(`kill -9 at random and at named points, ${engine}: ${JSON.stringify(victims)}, seed ${seed}`, { timeout: 7_200_000 }, async (t) => {
  const chain = await Chain.start({ engine, gateway: join(build, 'bin/liftguard-test-canary-gateway') });
  t.after(() => chain.remove());
  chain.keepRunning('platform');
  const crew = await Crew.start(chain, { slow: 3 });  // every third order is accepted only after its limit
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: seed + index, speed: SPEED });

  const kills = await rampage(chain, { victims, seed });
  await settle(t, chain);
  await crew.stop();
  await chain.stop();

  const { gateway: points, ...others } = kills;
  const facts = judged(t, chain, { seed, injected: { ...others, ...points } });
  const entrapments = facts.ledger.filter((line) => line.ledger === 'trapped').length;
  assert.ok(entrapments >= rounds / 4, `only ${entrapments} entrapments: the test tried nothing`);
  assert.ok(facts.limits.some((limit) => limit.fired_ms !== null), 'no limit passed: the test tried nothing');
  assert.deepEqual(Object.entries(points).filter(([, struck]) => victims.gateway >= 20 && struck === 0), [], 'a named point was never reached');
});
