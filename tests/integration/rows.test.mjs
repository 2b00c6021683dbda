// A database of ten million records (fault row F11): alarms are stored and lists are shown within twice the time that an empty one
// takes. ROWS in the environment: how many.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { Fleet, makeTown } from './harness/fleet.mjs';

const ROWS = Number(process.env.ROWS ?? 10_000_000);
const BOXES = 40;
const SECONDS = 15;
const LISTS = 150;
const NOISE_MS = 25;  // what the machine alone may add to a percentile
const DAYS = 20;      // over which they were received: none of them is old enough to be thrown away
const percentile = (values, share) => values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1];

// Records of the event lane of a thousand boxes, in the order of the table's key.
function fill(chain) {
  const each = ROWS / 1000;
  const from = Date.now() - DAYS * 86_400_000;
  execFileSync('sqlite3', [chain.databaseFile, `pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000; begin;
    with recursive box(b) as (select 0 union all select b + 1 from box where b < 999), record(r) as (select 1 union all select r + 1 from record where r < ${each})
    insert into monitor_events (monitor, journal, lane, seq, id, content_hash, kind, elevator_id, episode, happened_ms, received_ms, box_wall_ms, box_quality,
      box_uptime_us, box_boot, absurd, facts, record)
    select printf('LG-9%05d', b), 7, 1, r, b * ${each} + r, 'none', 12, null, 0, at, at, at, 2, 0, 1, '', '', hex(zeroblob(40))
      from (select b, r, ${from} + (r * ${Math.floor((DAYS * 86_400_000) / each)}) at from box cross join record order by b, r);
    commit; pragma wal_checkpoint(truncate);`], { stdio: ['ignore', 'ignore', 'inherit'], maxBuffer: 1 << 20 });
}

// p99 in milliseconds: of alarms from the box to its confirmation, of other records, of lists as a dispatcher's page asks for them.
async function measure(chain, fleet, crew) {
  await fleet.order('clear');
  const lists = [];
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end || lists.length < LISTS) {
    const at = performance.now();
    await crew.dispatcher.call('GET', `/orders?state=${lists.length % 2 ? 'open' : 'closed'}`);
    lists.push(performance.now() - at);
    await delay((SECONDS * 1000) / LISTS / 2);
  }
  const { alarm_live: alarms, others } = await fleet.report();
  assert.ok(alarms.n >= SECONDS && others.n > 100, 'too little was measured');
  return { alarm: alarms.p99_ms, other: others.p99_ms, list: percentile(lists, 0.99) };
}

test(`F11: among ${ROWS} records alarms and lists take at most twice as long as in an empty database`, { timeout: 3_600_000 }, async (t) => {
  const chain = await Chain.start({ engine: 'sqlite', town: makeTown(BOXES, { estates: 'many' }) });
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  const fleet = await Fleet.start(chain, { boxes: BOXES, rate: 60, entrapments: 3, 'trapped-least': 1, 'trapped-most': 3, duration: 7200 });
  await until('the fleet to be there', async () => (await fleet.report()).online === BOXES, 60_000, 100);
  await delay(3000);
  const empty = await measure(chain, fleet, crew);
  await Promise.all([chain.gateway.stop(), chain.platform.stop()]);
  const began = Date.now();
  fill(chain);
  const filled = Date.now() - began;
  await Promise.all([chain.startGateway(), chain.startPlatform()]);
  await until('every record to be confirmed', async () => {
    const { unconfirmed } = await fleet.report();
    return unconfirmed.alarm === 0;
  }, 120_000, 200);
  const full = await measure(chain, fleet, crew);
  await crew.stop();
  t.diagnostic(`${ROWS} records in ${Math.round(filled / 1000)} s; p99, ms, empty ${JSON.stringify(empty)}, full ${JSON.stringify(full)}`);
  for (const what of Object.keys(empty)) assert.ok(full[what] <= 2 * empty[what] + NOISE_MS, `${what}: ${full[what]} ms, empty ${empty[what]} ms`);
});
