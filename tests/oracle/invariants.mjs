// The invariants O1 to O10 of docs/rules/faults.md, each a function from facts to complaints (none: it holds).
// Numbers are those of the database's columns, read from its schema and written down here a second time on purpose.

import { blake2b256 } from './blake2b.mjs';

const TRAPPED = 1;
const ALARM_LANE = 0;
const STEP = { dispatched: 2, accepted: 3, arrived: 4, rescued: 5 };
const WHAT = { dispatched: 4, stepped: 5, steppedBack: 6, limitPassed: 7, closed: 10, reopened: 11, notNeeded: 12 };
const NOTICE = { delivered: 3, failed: 4, superseded: 5, noPhone: 6, merged: 8 };
const DESK_RUNG = 5;
const TEST_ORDER = 3;

const group = (rows, key) => {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
};
const twice = (rows, key) => [...group(rows, key)].filter(([, same]) => same.length > 1).map(([name]) => name);

// Entrapments that the cars caused, with the time in which the box could tell of them.
function caused(ledger) {
  const freed = new Map(ledger.filter((line) => line.ledger === 'freed').map((line) => [`${line.monitor}/${line.episode}`, line.wall_ms]));
  return ledger.filter((line) => line.ledger === 'trapped')
    .map((line) => ({ ...line, until_ms: freed.get(`${line.monitor}/${line.episode}`) ?? Infinity }));
}

const SHOWN = 10;

// Records that a ledger names by their numbers (a fleet's does) and that are neither stored nor given up by the box itself.
function lostRecords({ ledger, events, raw = [], gaps }) {
  const key = (row) => `${row.monitor}/${row.journal}/${row.lane}/${row.seq}`;
  const stored = new Set([...events, ...raw].map(key));
  const given = (line) => gaps.some((gap) => gap.monitor === line.monitor && gap.journal === line.journal && gap.lane === line.lane && gap.first <= line.seq && line.seq <= gap.last);
  return ledger.filter((line) => line.seq !== undefined && !stored.has(key(line)) && !given(line)).map((line) => `${key(line)}: caused, and not stored`);
}

// O1: every record of a ledger is stored, and every entrapment belongs to exactly one order.
// One that was over before it was heard of is the desk's instead (RS-13).
export function noLoss({ ledger, alarms, orders, events, raw, gaps, deskAlerts = [] }) {
  const complaints = lostRecords({ ledger, events, raw, gaps }).slice(0, SHOWN);
  const known = new Set(orders.map((order) => order.id));
  const trapped = alarms.filter((alarm) => alarm.kind === TRAPPED);
  for (const entrapment of caused(ledger)) {
    const found = trapped.filter((alarm) => alarm.monitor === entrapment.monitor
      && alarm.happened_ms >= entrapment.wall_ms - 50 && alarm.happened_ms <= entrapment.until_ms + 50);
    const name = `${entrapment.monitor} episode ${entrapment.episode}`;
    if (found.length === 0) complaints.push(`${name}: no trapped event is stored`);
    const of = new Set(found.map((alarm) => alarm.order));
    const late = found.length > 0 && found.every((alarm) => alarm.effected === DESK_RUNG && alarm.received_ms >= entrapment.until_ms);
    if (late && deskAlerts.some((alert) => alert.monitor === entrapment.monitor && alert.raised_ms >= entrapment.until_ms)) continue;
    if (found.length > 0 && (of.size !== 1 || !known.has([...of][0]))) complaints.push(`${name}: belongs to ${of.size} orders: ${[...of].map((id) => id ?? 'none')}; ${JSON.stringify(found)}`);
  }
  return complaints;
}

// Nothing is invented: each stored trapped event lies in an entrapment that a car caused, one event each.
export function nothingInvented({ ledger, alarms }) {
  const entrapments = caused(ledger);
  const trapped = alarms.filter((alarm) => alarm.kind === TRAPPED);
  const complaints = twice(trapped, (alarm) => `${alarm.monitor}/${alarm.journal}/${alarm.episode}`).map((name) => `${name}: trapped twice in one episode`);
  const used = new Map();
  for (const alarm of trapped) {
    const entrapment = entrapments.find((one) => one.monitor === alarm.monitor && alarm.happened_ms >= one.wall_ms - 50 && alarm.happened_ms <= one.until_ms + 50);
    const name = `${alarm.monitor} at ${alarm.happened_ms}`;
    if (!entrapment) complaints.push(`${name}: trapped, but nobody was`);
    else if (used.has(entrapment)) complaints.push(`${name}: told a second time (also at ${used.get(entrapment)})`);
    else used.set(entrapment, alarm.happened_ms);
  }
  return complaints;
}

// O2: never two open orders for one elevator; one order an entrapment where each was closed before the next.
export function noDouble({ ledger, orders, bindings }) {
  const complaints = [];
  const rescue = orders.filter((order) => order.tag !== TEST_ORDER);
  for (const [elevator, own] of group(rescue, (order) => order.elevator)) {
    own.reduce((earlier, order) => {
      if (earlier && (earlier.closed_ms === null || earlier.closed_ms > order.opened_ms)) complaints.push(`elevator ${elevator}: orders ${earlier.id} and ${order.id} open at once`);
      return order;
    }, undefined);
    const monitor = bindings.find((binding) => binding.elevator === elevator)?.monitor;
    const entrapments = caused(ledger).filter((one) => one.monitor === monitor).length;
    if (own.length > entrapments) complaints.push(`elevator ${elevator}: ${own.length} orders for ${entrapments} entrapments`);
  }
  return complaints;
}

// O2 at every point of the change log, not only at its end: one order an elevator is open, however short the second one was.
export function noDoubleEver({ changes }) {
  const complaints = [];
  const open = new Map();  // elevator -> orders
  for (const { seq, order, elevator, detail } of changes) {
    const { what } = JSON.parse(detail);
    const own = open.get(elevator) ?? open.set(elevator, new Set()).get(elevator);
    if (what.includes('opened') || what.includes('reopened')) own.add(order);
    if (own.size > 1) complaints.push(`change ${seq}: elevator ${elevator} has the open orders ${[...own]}`);
    if (what.includes('closed')) own.delete(order);
  }
  return complaints;
}

// O3: what a box saw confirmed is stored, every single record of it.
export function honestConfirmation({ confirmations, events, raw = [], gaps }) {
  const complaints = [];
  const key = (row) => `${row.monitor}/${row.journal}/${row.lane}`;
  const stored = new Map([...group([...events, ...raw], key)].map(([name, rows]) => [name, new Set(rows.map((row) => row.seq))]));
  const skipped = group(gaps, key);
  for (const [name, lines] of group(confirmations, key)) {
    const highest = Math.max(...lines.map((line) => line.contiguous));
    const missing = [];
    for (let seq = 1; seq <= highest; ++seq) {
      const gap = (skipped.get(name) ?? []).some((range) => seq >= range.first && seq <= range.last);
      if (!stored.get(name)?.has(seq) && !gap) missing.push(seq);
    }
    if (missing.length > 0) complaints.push(`${name}: confirmed up to ${highest}, but not stored: ${missing.slice(0, 10)}`);
  }
  return complaints;
}

// O4: a limit fires once, if and only if its step came later than it, never early, with its true due time.
export function limits({ limits: rows, steps, now, latenessMs = 5000 }) {
  const complaints = twice(rows, (row) => `${row.order}/${row.level}/${row.step}/${row.round}`).map((name) => `${name}: two limits`);
  const passed = steps.filter((step) => step.what === WHAT.limitPassed);
  complaints.push(...twice(passed, (step) => `${step.order}/${step.level}/${step.step}/${step.round}`).map((name) => `${name}: fired twice`));
  for (const row of rows) {
    const name = `order ${row.order} level ${row.level} step ${row.step} round ${row.round}`;
    const told = passed.find((step) => step.order === row.order && step.level === row.level && step.step === row.step && step.round === row.round);
    if ((row.fired_ms !== null) !== (told !== undefined)) complaints.push(`${name}: mark and history disagree`);
    if (row.fired_ms !== null && row.fired_ms <= row.due_ms) complaints.push(`${name}: fired at ${row.fired_ms}, due ${row.due_ms}: early`);
    if (told && told.due_ms !== row.due_ms) complaints.push(`${name}: told as due ${told.due_ms}, truly ${row.due_ms}`);
    const inTime = row.met_ms !== null && row.met_ms <= row.due_ms;
    if (row.fired_ms !== null && inTime) complaints.push(`${name}: fired at ${row.fired_ms}, but met at ${row.met_ms}, due ${row.due_ms}`);
    if (row.fired_ms === null && !inTime && !row.withdrawn && now > row.due_ms + latenessMs) complaints.push(`${name}: due ${row.due_ms}, never fired`);
  }
  return complaints;
}

// The notice to the same phone that says what this one would have said (F6), if it came to an end of its own.
function carrier(row, byId) {
  const into = byId.get(row.into_notice);
  return into && into.phone === row.phone && into.state !== NOTICE.merged && Object.values(NOTICE).includes(into.state);
}

// O5: one accepted send for each idempotency key, each of them ours, and no notice ends in silence.
export function notices({ notices: rows, accepted }) {
  const complaints = twice(accepted, (line) => line.key).map((key) => `${key}: accepted twice by the provider`);
  const sent = new Set(accepted.map((line) => line.key));
  const ours = new Set(rows.map((row) => row.key));
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const key of sent) if (!ours.has(key)) complaints.push(`${key}: sent, but no notice says so`);
  for (const row of rows) {
    if (row.state === NOTICE.delivered && !sent.has(row.key)) complaints.push(`${row.key}: marked as sent, the provider never took it`);
    if (!Object.values(NOTICE).includes(row.state)) complaints.push(`${row.key}: still in state ${row.state}`);
    if (row.state === NOTICE.merged && !carrier(row, byId)) complaints.push(`${row.key}: merged into a notice that nobody got`);
  }
  return complaints;
}

// O6: every order's history is a legal path: a step needs the one before it, a step back takes back the last.
export function history({ steps }) {
  const complaints = [];
  for (const [order, own] of group(steps, (step) => step.order)) {
    const at = new Map();
    let closed = false;
    for (const { what, level, step } of own) {
      const name = `order ${order} level ${level}`;
      if (what === WHAT.dispatched) at.set(level, STEP.dispatched);
      else if (what === WHAT.stepped) {
        if (closed || step !== (at.get(level) ?? 0) + 1) complaints.push(`${name}: step ${step} after ${at.get(level)}${closed ? ' on a closed order' : ''}`);
        at.set(level, step);
      } else if (what === WHAT.steppedBack) {
        if (step !== at.get(level)) complaints.push(`${name}: took back ${step}, was at ${at.get(level)}`);
        at.set(level, step - 1);
      } else if (what === WHAT.closed) closed = true;
      else if (what === WHAT.reopened) closed = false;
    }
  }
  return complaints;
}

// O6: the audit log is whole: each row's hash is that of the row before it and of itself, and no number is missing.
export function auditChain({ audit }) {
  let previous = '';
  for (const [index, row] of audit.entries()) {
    const fields = [row.name, row.origin, row.action, row.before_json, row.after_json].map((field) => `|${Buffer.byteLength(field)}:${field}`);
    const hash = blake2b256(`${previous}|${row.seq}|${row.at_ms}|${row.account ?? 0}|${row.subject}${fields.join('')}`);
    if (row.seq !== index + 1) return [`row ${index + 1} of the audit log has the number ${row.seq}`];
    if (row.hash !== hash) return [`row ${row.seq} of the audit log was changed, or one before it`];
    previous = row.hash;
  }
  return [];
}

// O7: after the last fault everything has drained: what is stored of the alarm lane is confirmed to its box.
export function liveness({ events, confirmations }) {
  const complaints = [];
  const key = (row) => `${row.monitor}/${row.journal}/${row.lane}`;
  const marks = new Map([...group(confirmations, key)].map(([name, lines]) => [name, Math.max(...lines.map((line) => line.contiguous))]));
  for (const [name, rows] of group(events.filter((event) => event.lane === ALARM_LANE), key)) {
    const highest = Math.max(...rows.map((row) => row.seq));
    if ((marks.get(name) ?? 0) < highest) complaints.push(`${name}: stored up to ${highest}, the box knows of ${marks.get(name) ?? 0}`);
  }
  return complaints;
}

// O8: nothing is stored under an elevator that the certificate's monitor is not bound to.
export function isolation({ events, alarms, bindings }) {
  const bound = new Map(bindings.map((binding) => [binding.monitor, binding.elevator]));
  return [...events, ...alarms].filter((row) => row.elevator !== null && bound.get(row.monitor) !== row.elevator)
    .map((row) => `${row.monitor}: an event of elevator ${row.elevator}, bound to ${bound.get(row.monitor)}`);
}

// O9: what the programs take is bounded, and comes back to where it was: descriptors and threads to 10 % (and never more than
// some), memory within its limit.
export function bounded({ resources }) {
  const SOME = 4;
  const complaints = [];
  for (const { name, limits, base, peak, last } of resources) {
    for (const [what, limit] of Object.entries(limits)) if (peak[what] > limit) complaints.push(`${name}: ${peak[what]} ${what}, more than ${limit}`);
    for (const what of ['descriptors', 'threads'])
      if (last[what] > Math.max(base[what] * 1.1, base[what] + SOME)) complaints.push(`${name}: ${last[what]} ${what} after it was over, ${base[what]} before`);
  }
  return complaints;
}

// O10: every record is stored once, every dead letter says why.
export function conservation({ events, deadLetters }) {
  return [
    ...twice(events, (row) => `${row.monitor}/${row.journal}/${row.lane}/${row.seq}`).map((name) => `${name}: stored twice`),
    ...deadLetters.filter((letter) => !letter.reason).map((letter) => `dead letter on ${letter.topic} without a reason`),
  ];
}

export const invariants = {
  'O1 no loss': noLoss, 'O1 nothing invented': nothingInvented, 'O2 no double': noDouble, 'O2 no double at any point': noDoubleEver,
  'O3 honest confirmation': honestConfirmation, 'O4 limits': limits, 'O5 notices': notices, 'O6 history': history, 'O6 audit chain': auditChain,
  'O7 liveness': liveness, 'O8 isolation': isolation, 'O9 bounded': bounded, 'O10 conservation': conservation,
};
