// ./liftguard bench box [--quick]: what a box costs and how fast it is, with real programs and real MQTT over TLS.
//   sample_to_journal   the sample of an event has come -> the event is durable (fdatasync), as the box's log tells
//   cpu_percent         of one core, and resident_mib: one box in real time at 100 Hz, an ordinary day
//   wire_bytes_per_day  IP packets both ways as the line's far end sees them. Unit costs are measured (a heartbeat at one a
//                       second, a ride with all that belongs to it in a fast day) and multiplied by a day's numbers
//   alarm_confirm       durable at the box -> the gateway's confirmation at the box, over a line with 300 ms round trip
//                       that loses 5 % of round trips (2.53 % of packets each way)
//   alarm_confirm_backlog  the same while a week's backlog drains over the same kind of line
// Runs in a network namespace of its own (deploy/launcher/bench.sh); the line is liftguard-line.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, build } from '../../integration/harness/chain.mjs';
import { percentile, progress, row } from '../measure.mjs';
import { until } from '../../integration/harness/processes.mjs';
import { bytesOf, confirmedOf, confirmTimes, connected, costOf, freeThePeople, journalled, startBox } from './fleet.mjs';

const quick = process.argv.includes('--quick');
const settleS = 4;
const costS = quick ? 10 : 60;
const lossyS = quick ? 18 : 240;
const lastS = quick ? 4 : 20;
const HEARTBEATS_A_DAY = 86_400 / 45;  // [broker] heartbeat_s, as it is unless configured
const RIDES_A_DAY = 200;
const OTHERS_A_DAY = 24 + 1;  // hourly health and the daily self-test, taken for as large as a ride
const BAD_LINE = { delayMs: 150, loss: 1 - Math.sqrt(0.95) };
const GOOD_LINE = { delayMs: 20, loss: 0 };

// Both at once: bytes of an idle and of a busy box, CPU and memory of a third.
async function costs(chain) {
  const seldom = { heartbeat_s: 50, keep_alive_s: 600 };
  const idle = await startBox(chain, 1, { scenario: 'ordinary_day', speed: 0.01, line: GOOD_LINE, broker: { heartbeat_s: 1, keep_alive_s: 600 } });
  const busy = await startBox(chain, 2, { scenario: 'ordinary_day', speed: 60, line: GOOD_LINE, broker: seldom });
  const plain = await startBox(chain, 3, { scenario: 'ordinary_day', speed: 1 });
  await delay(settleS * 1000);
  const before = { at: Date.now(), idle: bytesOf(idle), busy: bytesOf(busy), rides: confirmedOf(busy, 2), cost: costOf(plain) };
  await delay(costS * 1000);
  const seconds = (Date.now() - before.at) / 1000;
  const cost = costOf(plain);
  const rides = confirmedOf(busy, 2) - before.rides;
  const heartbeat = (bytesOf(idle) - before.idle) / Math.round(seconds);
  const ride = (bytesOf(busy) - before.busy - (seconds / seldom.heartbeat_s) * heartbeat) / rides;
  const session = Math.max(0, before.idle - settleS * heartbeat);
  await Promise.all([idle, busy, plain].map((box) => box.stop()));
  progress(`a heartbeat ${heartbeat.toFixed(0)} bytes, a ride ${ride.toFixed(0)} (${rides} rides), a session ${session.toFixed(0)}`);
  const idleDay = HEARTBEATS_A_DAY * heartbeat + session + OTHERS_A_DAY * ride;
  return { cpu: ((cost.cpu - before.cost.cpu) / seconds) * 100, cost, idleDay, busyDay: idleDay + RIDES_A_DAY * ride, heartbeat, ride };
}

function fillWeek(box) {
  mkdirSync(box.folder, { recursive: true });
  progress(execFileSync(join(build, 'bin/liftguard-bench-box-week'), [join(box.folder, 'journal')], { encoding: 'utf8' }).trim());
}

// Boxes with alarms on bad lines, one of them with a week to tell. Timed from when all are connected, up to a while before
// the end, so that what is late has its time.
async function alarms(chain) {
  const boxes = [];
  for (const number of [4, 5]) boxes.push(await startBox(chain, number, { scenario: 'entrapments', speed: 40, line: BAD_LINE }));
  const away = await startBox(chain, 6, { scenario: 'entrapments', speed: 40, line: BAD_LINE, prepare: fillWeek });
  const all = [...boxes, away];
  await until('every box to be connected', () => all.every(connected), 30_000);
  const began = Date.now();
  const drained = () => confirmedOf(away, 2) >= 1_400;  // of the week's rides and clips
  let drainedS = null;
  for (let now = began; now < began + lossyS * 1000; now = Date.now()) {
    for (const box of all) freeThePeople(chain, box);
    if (drainedS === null && drained()) drainedS = (now - began) / 1000;
    await delay(200);
  }
  for (const box of all) chain.control(box, 'calm');
  await delay(lastS * 1000);
  const ended = Date.now();
  const out = {
    plain: boxes.flatMap((box) => confirmTimes(box, began, ended)), backlog: confirmTimes(away, began, ended),
    journal: all.flatMap(journalled).map((event) => event.tookMs), drainedS,
  };
  await Promise.all(all.map((box) => box.stop()));
  progress(`${out.plain.length} alarms, ${out.backlog.length} beside the backlog, ${out.journal.length} events`);
  return out;
}

// What was not confirmed by the end counts as long as it has waited by then, and its number is said.
function latencyRows(name, times) {
  if (times.length === 0) return progress(`${name}: there was no alarm`);
  const more = { samples: times.length, unconfirmed: times.filter((time) => !time.confirmed).length };
  for (const share of [50, 99]) row('box', `${name}_p${share}_lossy_link`, [percentile(times.map((time) => time.ms), share / 100)], 'ms', more);
}

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const chain = await Chain.start({ bind: '0.0.0.0' });
try {
  const spent = await costs(chain);
  row('box', 'cpu_percent', [spent.cpu], '%');
  row('box', 'resident_mib', [spent.cost.residentMib], 'MiB', { anonymous: Number(spent.cost.anonymousMib.toPrecision(3)) });
  row('box', 'wire_bytes_per_idle_day', [spent.idleDay], 'bytes', { heartbeat: Math.round(spent.heartbeat) });
  row('box', 'wire_bytes_per_busy_day', [spent.busyDay], 'bytes', { ride: Math.round(spent.ride) });
  const told = await alarms(chain);
  for (const share of [50, 99]) row('box', `sample_to_journal_p${share}`, [percentile(told.journal, share / 100)], 'ms', { samples: told.journal.length });
  latencyRows('alarm_confirm', told.plain);
  latencyRows('alarm_confirm_backlog', told.backlog);
  if (told.drainedS !== null) row('box', 'week_backlog_drained_s', [told.drainedS], 's');
  else if (!quick) progress(`a week's backlog did not drain in ${lossyS} s`);
} finally {
  await chain.stop();
  await chain.remove();
}
