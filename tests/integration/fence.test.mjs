// The fence's own test (fault row B6): a gateway that does not look whether it has been replaced is paused for longer than its lease
// and goes on. It must turn the oracle red; tests/integration/leases.test.mjs is the same with one that does look.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { judge } from '../oracle/oracle.mjs';
import { Chain, build, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { FurtherGateway, shares } from './harness/elsewhere.mjs';

const MONITORS = [1, 2, 3, 4, 5, 6].map((number) => `LG-00000${number}`);
const HEALED_MS = 20_000;  // what resending makes good is no damage
const sharesAre = (chain, wanted) => JSON.stringify(Object.values(shares(chain))) === wanted;

test('B6: the oracle turns red on "a gateway that does not look whether it was replaced"', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start({ engine: 'postgresql' });
  t.after(() => chain.remove());
  const paused = await FurtherGateway.start(chain, 'paused', { program: join(build, 'bin/liftguard-planted-no_fence') });
  await until('the slots to be shared', () => sharesAre(chain, '[32,32]'));
  const crew = await Crew.start(chain);
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: index, speed: 40 });
  const stored = (monitor) => Number(chain.sql(`select count(*) n from alarms where monitor = '${monitor}'`)[0].n);
  await until('alarms of all', () => MONITORS.every((monitor) => stored(monitor) > 0), 30_000, 100);

  paused.signal('SIGSTOP');
  await until('one gateway to hold all slots', () => sharesAre(chain, '[64]'), 20_000, 50);
  const before = MONITORS.map(stored);
  await until('further alarms of all', () => MONITORS.every((monitor, index) => stored(monitor) > before[index]), 30_000, 100);
  paused.signal('SIGCONT');
  await delay(5000);
  assert.ok(!paused.child.exited, 'it has looked');

  for (const lift of chain.lifts) chain.control(lift, 'calm');
  await until('all to be well', () => Object.keys(judge(chain.facts())).length === 0, HEALED_MS, 500).catch(() => {});
  await crew.stop();
  const broken = judge(chain.facts());
  for (const [invariant, complaints] of Object.entries(broken)) t.diagnostic(`${invariant}: ${complaints[0]}`);
  assert.ok(broken['O7 liveness'] ?? broken['O3 honest confirmation'], `the oracle saw nothing: ${JSON.stringify(broken)}`);
});
