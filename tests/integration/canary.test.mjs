// The kill tests' own test: a gateway that confirms before it commits, and dies between the two, must turn the oracle red
// by what ledger, database and confirmations say.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { judge } from '../oracle/oracle.mjs';
import { Chain, build } from './harness/chain.mjs';

test('the oracle turns red on "confirm before commit"', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start({ gateway: join(build, 'bin/liftguard-test-canary-gateway') });
  t.after(async () => {
    await chain.stop();
    chain.remove();
  });
  for (const [index, monitor] of ['LG-000001', 'LG-000002', 'LG-000003'].entries()) await chain.addLift(monitor, { seed: index });

  let deaths = 0;
  let broken = {};
  const end = Date.now() + 120_000;
  while (Date.now() < end && !('O3 honest confirmation' in broken)) {
    if (chain.gateway.exited) {
      deaths += 1;
      broken = judge(chain.facts());
      await chain.startGateway().catch(() => {});  // it may die before it is ready
    }
    for (const lift of chain.lifts) chain.control(lift, 'free');  // so that there is always a next event to lose
    await delay(50);
  }
  t.diagnostic(`${deaths} deaths between confirmation and commit; broken: ${Object.keys(broken)}`);
  assert.ok(deaths > 0, 'the planted bug never struck: nothing was tried');
  assert.ok('O3 honest confirmation' in broken, JSON.stringify(broken));
});
