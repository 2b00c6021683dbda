// The fault tests' own test: gateways with one planted bug each (tests/integration/planted) must turn the oracle red by what
// ledgers, database and confirmations say; and the gateway without one stays green under the same faults.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { judge } from '../oracle/oracle.mjs';
import { Chain, build } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { Fleet, makeTown } from './harness/fleet.mjs';
import { until } from './harness/processes.mjs';

const program = (name) => join(build, 'bin', name);

// Runs a chain with the gateway until the oracle sees the invariant broken, by a complaint that no good gateway brings about while
// it still works. fleet: options of liftguard-fleet, in place of three
// simulated cars; disturb(chain): done before each look.
async function turnsRed(t, { gateway, invariant, by, environment, fleet, disturb = async () => {}, crew = false }) {
  const chain = await Chain.start({ gateway: program(gateway), gatewayEnvironment: environment, ...(fleet ? { town: makeTown(fleet.boxes) } : {}) });
  let people;
  t.after(async () => {
    await people?.stop();
    for (const one of chain.fleets) await one.stop();
    await chain.stop();
    await chain.remove();
  });
  chain.keepRunning('gateway');
  if (crew) people = await Crew.start(chain);
  if (fleet) await Fleet.start(chain, fleet);
  else for (const [index, monitor] of ['LG-000001', 'LG-000002', 'LG-000003'].entries()) await chain.addLift(monitor, { seed: index });
  const complaint = await until(`the oracle to see "${invariant}" broken`, async () => {
    await disturb(chain);
    return judge(chain.facts())[invariant]?.find((one) => by.test(one));
  }, 60_000, 50);
  t.diagnostic(`${invariant}: ${complaint}`);
}

// Lets everybody out at once, so that there is always a next entrapment.
const freeAll = async (chain) => { for (const lift of chain.lifts) chain.control(lift, 'free'); };

test('the oracle turns red on "confirm before commit"', { timeout: 120_000 }, (t) => turnsRed(t, {
  gateway: 'liftguard-test-canary-gateway', environment: { LIFTGUARD_PLANTED: 'confirm_before_commit' }, invariant: 'O3 honest confirmation', by: /confirmed up to/, disturb: freeAll,
}));

test('A8: the oracle turns red on "the cursor is the newest number"', { timeout: 120_000 }, (t) => turnsRed(t, {
  gateway: 'liftguard-planted-cursor_is_max', invariant: 'O3 honest confirmation', by: /confirmed up to/, fleet: { boxes: 20, rate: 40, reorder: 0.3, delay: 0.2, duration: 60 },
}));

test('RS-6: the oracle turns red on "a limit fires without a look at its step"', { timeout: 120_000 }, (t) => turnsRed(t, {
  gateway: 'liftguard-planted-fires_unchecked', invariant: 'O4 limits', by: /but met at/, crew: true,
}));

test('G4: the oracle turns red on "a notice goes out without its key"', { timeout: 120_000 }, (t) => turnsRed(t, {
  gateway: 'liftguard-planted-sends_without_key', invariant: 'O5 notices', by: /no notice says so/,
}));
