// The provider in trouble while people are trapped (fault rows G1, G2, G4, G7, G9): orders and limits go their way, and when all is
// over each notice has been accepted once or is shown as failed. The gateway is killed in the middle of it.
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { judged, settle } from './harness/verdict.mjs';

async function mode(chain, name) {
  const answer = await fetch(`http://127.0.0.1:${chain.cityPort}/mode`, { method: 'POST', body: JSON.stringify({ mode: name }) });
  if (!answer.ok) throw new Error(`the stand-in refuses the mode ${name}: ${answer.status}`);
}

test('G1, G4, G7: the provider refuses, hangs, cuts its answers, and the sender dies between sending and noting it', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(() => chain.remove());
  const crew = await Crew.start(chain, { slow: 3 });
  for (let number = 1; number <= 6; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  const injected = {};
  for (const name of ['fail500', 'ok', 'hang', 'ok', 'accept_then_cut', 'ok', 'accept_then_cut']) {
    await mode(chain, name);
    if (name === 'ok') { await delay(1000); continue; }
    const orders = chain.sql('select id from orders').length;
    await until('orders in spite of the provider', () => chain.sql('select id from orders').length > orders + 1, 20_000, 50);
    // Accepted by the provider, and the sender does not live to write it down.
    await chain.gateway.kill9();
    await chain.startGateway();
    injected[name] = (injected[name] ?? 0) + 1;
    injected.gateway = (injected.gateway ?? 0) + 1;
  }
  await mode(chain, 'ok');
  await settle(t, chain);
  await crew.stop();
  await chain.stop();
  judged(t, chain, { injected });
});

test('G9: what piled up while nobody could be reached is looked at again: no escalation of a step that was done meanwhile', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(() => chain.remove());
  await mode(chain, 'fail500');
  const crew = await Crew.start(chain, { slow: 2 });
  for (let number = 1; number <= 4; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  await until('limits that passed', () => chain.sql('select id from limits where fired_ms is not null').length > 2, 30_000, 100);
  await until('closed orders', () => chain.sql('select id from orders where closed_ms is not null').length > 3, 30_000, 100);
  await mode(chain, 'ok');
  await settle(t, chain);
  await crew.stop();
  await chain.stop();
  const facts = judged(t, chain, { injected: { 'seconds without a provider': 10 } });
  t.diagnostic(`${facts.notices.filter((notice) => notice.state === 5).length} superseded of ${facts.notices.length}`);
});
