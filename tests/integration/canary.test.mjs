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

  // Nobody is freed: each car has one entrapment, and each box tells of it once it believes that it must.
  let deaths = 0;
  const end = Date.now() + 40_000;
  while (Date.now() < end && deaths < 15) {
    if (chain.gateway.exited) {
      deaths += 1;
      await chain.startGateway().catch(() => {});
    }
    await delay(50);
  }
  const broken = judge(chain.facts());
  t.diagnostic(`${deaths} deaths between confirmation and commit; broken: ${Object.keys(broken)}`);
  assert.ok(deaths > 0, 'the planted bug never struck: nothing was tried');
  assert.ok('O3 honest confirmation' in broken, JSON.stringify(broken));
});
