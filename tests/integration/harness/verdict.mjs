// The end of every fault scenario: the world calms down, what was begun is finished, and the oracle judges.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { verdict } from '../../oracle/oracle.mjs';
import { until } from './processes.mjs';

const LAST_CONFIRMATIONS_MS = 2000;

// Lets nobody be trapped any more and waits until everybody is out, all orders are closed (the crew must still be at work) and
// the outbox is empty. What does not come about in time is left to the oracle, which says what is missing.
export async function settle(t, chain, { limitMs = 60_000 } = {}) {
  for (const lift of chain.lifts) chain.control(lift, 'calm');
  const drained = async () => {
    const facts = chain.facts();
    const count = (word) => facts.ledger.filter((line) => line.ledger === word).length;
    return count('trapped') === count('freed') && facts.orders.every((order) => order.closed_ms !== null)
      && facts.notices.every((notice) => ![1, 2].includes(notice.state));
  };
  await until('every entrapment to be over and the outbox to be empty', drained, limitMs, 500).catch((error) => t.diagnostic(error.message));
  await delay(LAST_CONFIRMATIONS_MS);
}

// Judges what the stopped chain has left behind, and fails the test for what does not hold. Gives the facts.
export function judged(t, chain, { seed, injected, ...more }) {
  const facts = chain.facts(more);
  const { line, broken } = verdict(facts, { seed, injected });
  t.diagnostic(line);
  assert.deepEqual(broken, {});
  return facts;
}
