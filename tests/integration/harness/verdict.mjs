// The end of every fault scenario: the world calms down, what was begun is finished, and the oracle judges.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { verdict } from '../../oracle/oracle.mjs';
import { until } from './processes.mjs';

const LAST_CONFIRMATIONS_MS = 2000;
const UNFINISHED = [1, 2, 7];  // dispatch::NoticeState: pending, claimed, sent

// Lets nobody be trapped any more and waits until everybody is out, all orders are closed (the crew must still be at work) and
// the outbox is empty. What does not come about in time is left to the oracle, which says what is missing.
export async function settle(t, chain, { limitMs = 60_000 } = {}) {
  for (const lift of chain.lifts) chain.control(lift, 'calm');
  let left;
  const drained = () => {
    const facts = chain.facts();
    const count = (word) => facts.ledger.filter((line) => line.ledger === word).length;
    left = {
      'people trapped': count('trapped') - count('freed'), 'orders open': facts.orders.filter((order) => order.closed_ms === null).length,
      'notices unsent': facts.notices.filter((notice) => UNFINISHED.includes(notice.state)).length,
    };
    return Object.values(left).every((number) => number === 0);
  };
  await until('everything to be over', drained, limitMs, 500).catch((error) => t.diagnostic(`${error.message}: ${JSON.stringify(left)}`));
  await delay(LAST_CONFIRMATIONS_MS);
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
