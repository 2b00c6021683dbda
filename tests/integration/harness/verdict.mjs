// The end of every fault scenario: the world calms down, what was begun is finished, and the oracle judges.
import assert from 'node:assert/strict';
import { jsonLines } from '../../oracle/facts.mjs';
import { liveness } from '../../oracle/invariants.mjs';
import { verdict } from '../../oracle/oracle.mjs';
import { until } from './processes.mjs';

const DRAINED_MS = 90_000;  // a phone is told of an incident once a minute (common/rescue/mass.hpp)
const LAST_CONFIRMATIONS_MS = 20_000;  // a box's longest resend and its answer
const UNFINISHED = [1, 2, 7];  // dispatch::NoticeState: pending, claimed, sent

async function isReady(chain) {
  const response = await fetch(`${chain.observed}/readyz`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
}

// What is still to be done, by name; all zero in the end.
function leftToDo(chain) {
  const [{ open, unsent }] = chain.sql(`select (select count(*) from orders where closed_ms is null) "open",
    (select count(*) from notices where state in (${UNFINISHED})) unsent`);
  const ledger = [...chain.lifts.map((lift) => lift.ledger), ...chain.fleets.map((fleet) => fleet.ledgerFile)].flatMap(jsonLines);
  const count = (word) => ledger.filter((line) => line.ledger === word).length;
  return { 'people trapped': count('trapped') - count('freed'), 'orders open': Number(open), 'notices unsent': Number(unsent) };
}

// Lets nobody be trapped any more and waits until everybody is out, all orders are closed (the crew must still be at work), the
// outbox is empty, every alarm is confirmed to its box and the gateway calls itself ready (O7). What does not come about in time is
// left to the oracle, which says what is missing.
export async function settle(t, chain, { limitMs = DRAINED_MS } = {}) {
  for (const lift of chain.lifts) chain.control(lift, 'calm');
  let left;
  const drained = () => {
    left = leftToDo(chain);
    return Object.values(left).every((number) => number === 0);
  };
  await until('everything to be over', drained, limitMs, 100).catch((error) => t.diagnostic(`${error.message}: ${JSON.stringify(left)}`));
  await until('the last confirmations', () => liveness(chain.facts()).length === 0, LAST_CONFIRMATIONS_MS, 200).catch((error) => t.diagnostic(error.message));
  await until('the gateway to be ready', () => isReady(chain), 10_000, 100);
}

// Judges what the stopped chain has left behind, and fails the test for what does not hold. allowed(facts): takes out of them what
// this scenario may break, in place. Gives the facts.
export function judged(t, chain, { seed, injected, allowed = () => {}, ...more }) {
  const facts = chain.facts(more);
  allowed(facts);
  const { line, broken } = verdict(facts, { seed, injected });
  t.diagnostic(line);
  assert.deepEqual(broken, {});
  return facts;
}
