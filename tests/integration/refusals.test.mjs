// What must be refused at the boxes' door, and that nothing else is disturbed by it (fault rows E1, E6, E7, E9, E12, E14,
// E15): a real broker with the shipped ACL, a real gateway, and Mosquitto's own clients as the stranger.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { listen, publish, slotOf, topic } from './harness/stranger.mjs';

let chain;
let thief;   // a box with a good certificate and no good intentions
let victim;  // a box that works
const deadLetters = () => chain.sql('select topic, monitor, reason from dead_letters order by id');
const trapped = (monitor) => chain.sql(`select source_key from alarms where kind = 1 and monitor = '${monitor}'`).length;

function payload(name, bytes) {
  const file = chain.path(name);
  writeFileSync(file, bytes);
  return file;
}

async function newDeadLetter(send) {
  const count = deadLetters().length;
  await send();
  return until('a dead letter', () => deadLetters()[count], 5000);
}

before(async () => {
  chain = await Chain.start();
  thief = await chain.addIdentity('LG-000001');
  victim = await chain.addLift('LG-000002', { seed: 3, speed: 20 });
});

after(async () => {
  await chain.stop();
  await chain.remove();
});

test('the slot of a monitor is the one of the architecture', () => assert.equal(slotOf('123456789'), '31'));

test('E1: a broken FlatBuffer on the alarm lane becomes a dead letter with a reason, and rings at the desk', async () => {
  const letter = await newDeadLetter(() => publish(chain, thief, { to: topic('LG-000001', 'up/alarm'), file: payload('broken', Buffer.alloc(200, 0x5a)) }));
  assert.equal(letter.topic, topic('LG-000001', 'up/alarm'));
  assert.match(letter.reason, /malformed/);
  assert.ok(chain.sql("select id from desk_alerts where monitor = 'LG-000001' and acknowledged_ms is null").length > 0);
});

test('E1: an empty message is a dead letter too', async () => {
  const letter = await newDeadLetter(() => publish(chain, thief, { to: topic('LG-000001', 'up/event'), file: payload('empty', Buffer.alloc(0)) }));
  assert.match(letter.reason, /malformed/);
});

test('a record above 16 KiB is a dead letter; one above 64 KiB does not pass the broker', async () => {
  const letter = await newDeadLetter(() => publish(chain, thief, { to: topic('LG-000001', 'up/event'), file: payload('large', Buffer.alloc(20_000)) }));
  assert.match(letter.reason, /too_large/);
  const count = deadLetters().length;
  await publish(chain, thief, { to: topic('LG-000001', 'up/event'), file: payload('huge', Buffer.alloc(70_000)) });
  await delay(500);
  assert.equal(deadLetters().length, count);
});

test('E6: a box that publishes on another box\'s topic reaches nobody', async () => {
  const count = deadLetters().length;
  await publish(chain, thief, { to: topic('LG-000002', 'up/alarm'), file: payload('forged', Buffer.alloc(64)) });
  await publish(chain, thief, { to: topic('LG-000002', 'down'), file: payload('forged', Buffer.alloc(64)) });
  await publish(chain, thief, { to: `lift/1/${slotOf('LG-000001')}/gateway`, file: payload('forged', Buffer.alloc(64)), retain: true });
  await delay(500);
  assert.equal(deadLetters().length, count);
});

test('E15: a monitor that nobody registered is a dead letter that names it', async () => {
  const stranger = await chain.addIdentity('LG-999999');
  const letter = await newDeadLetter(() => publish(chain, stranger, { to: topic('LG-999999', 'up/alarm'), file: payload('broken', Buffer.alloc(100)) }));
  assert.equal(letter.monitor, 'LG-999999');
});

test('a topic under the wrong slot is a dead letter', async () => {
  const wrong = topic('LG-000001', 'up/event').replace(`/${slotOf('LG-000001')}/`, slotOf('LG-000001') === '00' ? '/01/' : '/00/');
  const letter = await newDeadLetter(() => publish(chain, thief, { to: wrong, file: payload('broken', Buffer.alloc(100)) }));
  assert.equal(letter.reason, 'bad_topic');
});

test('E14: a box with the gateway\'s client id gains nothing, and takes nothing away', async () => {
  const heard = listen(chain, thief, { id: `gateway-${slotOf('LG-000002')}`, filters: ['#', 'lift/1/+/+/up/#'], forMs: 3000 });
  const before = trapped('LG-000002');
  await until('an alarm of another box to be stored meanwhile', () => trapped('LG-000002') > before, 30_000, 100)
    .finally(() => chain.free('200002'));
  const foreign = (await heard).filter((name) => !name.endsWith('/gateway') && name !== topic('LG-000001', 'down'));
  assert.deepEqual(foreign, []);
});

test('E9: subscriptions to everything bring a box its own down and the announcements alone', async () => {
  const heard = await listen(chain, thief, { filters: ['#', '$SYS/#', 'lift/1/+/+/up/#', '$share/x/lift/1/#'], forMs: 2000 });
  assert.deepEqual(heard.filter((name) => !name.endsWith('/gateway') && name !== topic('LG-000001', 'down')), []);
});

test('E12: a planted retained alarm makes no ghost after the gateway\'s restart', async () => {
  await publish(chain, thief, { to: topic('LG-000001', 'up/alarm'), file: payload('broken', Buffer.alloc(200, 1)), retain: true });
  await delay(500);
  const count = deadLetters().length;
  await chain.gateway.kill9();
  await chain.startGateway();
  await delay(1000);
  assert.equal(deadLetters().length, count);
});

test('a box certificate does not open the services\' door', async () => {
  const { code } = await publish(chain, thief, { port: chain.servicesPort, to: 'lift/1/00/gateway', file: payload('forged', Buffer.alloc(8)) });
  assert.notEqual(code, 0);
});

test('after all that the boxes\' alarms still become orders', async () => {
  const orders = () => chain.sql('select id from orders').length;
  await until('an order', () => orders() > 0, 30_000, 100);
});
