// The whole chain under kill -9 of box, broker and gateway at random points (fault rows A1, B2, B5, C4): every trapped
// event becomes exactly one order, limits fire once with their true due time, no SMS is accepted twice. Judged by the
// oracle, which reads ledger, database and the SMS stand-in's list. SEED and ROUNDS in the environment repeat a run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readFacts } from '../oracle/facts.mjs';
import { judge } from '../oracle/oracle.mjs';
import { Chain, until } from './harness/chain.mjs';
import { Person, advance } from './harness/crew.mjs';
import { rampage } from './harness/monkey.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const rounds = Number(process.env.ROUNDS ?? 50);
const MONITORS = [1, 2, 3, 4, 5, 6].map((number) => `LG-00000${number}`);
const SPEED = 40;  // an alarm every half second or so, so that kills fall into the middle of one

// Answers orders until `over()`; every third one only after its accept limit has passed.
async function rescue(chain, dispatcher, over) {
  while (!over()) {
    for (const order of await dispatcher.openOrders()) {
      await advance(dispatcher, order, { prompt: Number(BigInt(order.id) % 3n) !== 0, free: (code) => chain.free(code) });
    }
    await delay(50);
  }
}

test(`kill -9 of box, broker and gateway, ${rounds} times each, seed ${seed}`, { timeout: 3_600_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(() => chain.remove());
  const dispatcher = await Person.signIn(chain.url, chain.login('dispatcher'));
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: seed + index, speed: SPEED });

  let over = false;
  const rescuers = rescue(chain, dispatcher, () => over);
  const kills = await rampage(chain, { rounds, seed });
  for (const lift of chain.lifts) chain.control(lift, 'calm');  // no further entrapments; those that are there go on

  await until('every entrapment to be over', async () => {
    const facts = chain.facts();
    const caused = facts.ledger.filter((line) => line.ledger === 'trapped').length;
    const freed = facts.ledger.filter((line) => line.ledger === 'freed').length;
    return caused > 0 && caused === freed && facts.orders.every((order) => order.closed_ms !== null);
  }, 60_000, 500).catch((error) => t.diagnostic(error.message));  // the oracle says what is missing
  await until('the outbox to drain', () => chain.sql('select id from notices where state in (1, 2)').length === 0, 30_000, 500)
    .catch((error) => t.diagnostic(error.message));
  await delay(2000);  // the last confirmations reach the boxes
  over = true;
  await rescuers;
  await chain.stop();

  const facts = chain.facts();
  const entrapments = facts.ledger.filter((line) => line.ledger === 'trapped').length;
  t.diagnostic(`kills: ${JSON.stringify(kills)}; entrapments: ${entrapments}, orders: ${facts.orders.length}, SMS: ${facts.accepted.length}, `
    + `limits fired: ${facts.limits.filter((limit) => limit.fired_ms !== null).length}, dead letters: ${facts.deadLetters.length}`);
  assert.ok(entrapments >= rounds / 2, `only ${entrapments} entrapments: the test tried nothing`);
  assert.ok(facts.limits.some((limit) => limit.fired_ms !== null), 'no limit passed: the test tried nothing');
  assert.deepEqual(judge(facts), {});
});
