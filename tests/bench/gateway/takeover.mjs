// takeover_s: of two gateways on one PostgreSQL database, as on two machines, one is killed; how long until a message of each
// slot that it held is stored again.
import { FurtherGateway, shares, slotOf } from '../../integration/harness/elsewhere.mjs';
import { until } from '../../integration/harness/processes.mjs';
import { City } from './harness/city.mjs';

const SLOTS = 64;
const LIFTS = 2_000;

export default async function measure({ quick, report }) {
  const runs = quick ? 1 : 5;
  const city = await City.open({ engine: 'postgresql', lifts: LIFTS });
  const seconds = [];
  try {
    for (let run = 0; run < runs; ++run) seconds.push(await takeover(city));
  } finally {
    await city.close();
  }
  report('takeover_s', seconds, 's');
}

async function takeover(city) {
  const other = await FurtherGateway.start(city, 'other');
  await until('the slots to be shared', () => Object.values(shares(city)).join() === `${SLOTS / 2},${SLOTS / 2}`);
  const [{ member }] = city.sql('select max(epoch) member from gateway_members');
  const its = city.sql(`select slot from slot_leases where member = ${member}`).map(({ slot }) => Number(slot));
  const load = city.load({ boxes: 1_000, rate: 400, seconds: 20 });
  await until('messages of all slots', () => storedSince(city, 0).size === SLOTS);
  other.signal('SIGKILL');
  const killed = Date.now();
  await other.child.end;
  const dead = Date.now();  // what it was in the middle of is written by now
  const stored = await until('messages of the slots that it held', () => {
    const since = storedSince(city, dead);
    return its.every((slot) => since.has(slot)) && since;
  }, 30_000, 200);
  await load;
  return (Math.max(...its.map((slot) => stored.get(slot))) - killed) / 1000;
}

// slot: when the first message that came after `ms` was stored
function storedSince(city, ms) {
  const first = new Map();
  for (const { monitor, at } of city.sql(`select monitor, min(received_ms) at from monitor_events where received_ms > ${ms} group by monitor`)) {
    const slot = slotOf(monitor);
    first.set(slot, Math.min(first.get(slot) ?? Infinity, Number(at)));
  }
  return first;
}
