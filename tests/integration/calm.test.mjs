// Calming the car with real programs: people are trapped, the box speaks, tells them what the desk's rescue does, and
// brings their answer to the desk.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Chain, until } from './harness/chain.mjs';

const MONITOR = 'LG-000001';

test('people in a stuck car hear that help comes, and are heard', { timeout: 240_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(async () => {
    await chain.stop();
    await chain.remove();
  });
  const { folder } = await chain.addLift(MONITOR, { seed: 1, speed: 60 });
  const speaker = join(folder, 'speaker');
  const said = () => (existsSync(speaker) ? readFileSync(speaker, 'utf8').trim().split('\n').map((line) => line.split('\t')[0]) : []);

  await until('the first words', () => said().length > 0, 150_000, 200);
  assert.equal(said()[0], 'keep_calm');
  await until('the crew that was sent to be announced', () => said().includes('dispatched'), 60_000, 200);
  await until('the question', () => said().includes('ask_hurt'), 60_000, 200);
  // Somebody presses again and again; what counts begins when the question has been heard.
  await until('the answer to be acknowledged', () => {
    appendFileSync(join(folder, 'buttons'), 'open\n');
    return said().includes('heard_yes');
  }, 30_000, 500);
  const answers = await until('the answer to be at the desk', () => {
    const rows = chain.sql(`select reply, question from passenger_answers where monitor = '${MONITOR}'`);
    return rows.length > 0 && rows;
  }, 20_000, 200);
  assert.deepEqual(answers, [{ reply: 1, question: 1 }]);

  const [{ code }] = chain.sql(`select e.code from bindings b join elevators e on e.id = b.elevator_id where b.monitor = '${MONITOR}'`);
  chain.control(chain.lifts[0], 'calm');
  chain.free(code);
  await until('the last words', () => said().at(-1) === 'freed', 60_000, 200);
});
