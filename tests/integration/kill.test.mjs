// The whole chain under kill -9 at named and at random points (fault rows A1, B2, B3, B4, B12, B13, C4): box, broker and
// gateway, and on PostgreSQL the database's server and its back ends. Every trapped event becomes exactly one order, limits fire
// once with their true due time, no SMS is accepted twice. Judged by the oracle. SEED and ROUNDS in the environment repeat a run:
// ROUNDS is how often the gateway is killed over both engines together, and each other kind of victim as often; INCIDENTS=1 puts all lifts into one estate, so that the messages of incidents (F6) are among what is under way.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Chain, build, root } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { slotsOf } from './harness/elsewhere.mjs';
import { rampage } from './harness/monkey.mjs';
import { judged, settle } from './harness/verdict.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 50);
const engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite';
// Half of the database's kills take its whole server, half one back end.
const shares = {
  sqlite: { box: 0.6, broker: 0.6, gateway: 0.6 },
  postgresql: { database: 0.5, backend: 0.5, gateway: 0.4, box: 0.4, broker: 0.4 },
}[engine];
const victims = Object.fromEntries(Object.entries(shares).map(([part, share]) => [part, Math.ceil(rounds * share)]));
const MONITORS = [1, 2, 3, 4, 5, 6].map((number) => `LG-00000${number}`);
const SPEED = 40;  // an alarm every half second or so, so that kills fall into the middle of one

const townFile = join(root, 'tests/integration/town.toml');

function inOneEstate(t) {
  const folder = mkdtempSync(join(tmpdir(), 'liftguard-town-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'town.toml'), readFileSync(townFile, 'utf8').replace(/^estate = .*$/gm, 'estate = "香樟苑"'));
  return join(folder, 'town.toml');
}

test(`kill -9 at random and at named points, ${engine}: ${JSON.stringify(victims)}, seed ${seed}`, { timeout: 7_200_000 }, async (t) => {
  const chain = await Chain.start({ engine, town: process.env.INCIDENTS === '1' ? inOneEstate(t) : townFile, gateway: join(build, 'bin/liftguard-test-canary-gateway'), gatewaySettings: slotsOf(MONITORS) });
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
