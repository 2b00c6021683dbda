// What the oracle judges by, read from outside the product: the cars' ledgers, the boxes' confirmation logs, the SMS
// stand-in's list, and plain read-only SQL. Shares no code with the product.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// Ids have 64 bits: the queries cast them to text, since a JavaScript number ends at 2^53.
export function select(database, query) {
  const out = execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 5000', database, query], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return out.trim() === '' ? [] : JSON.parse(out);
}

// A torn last line (the writer was killed in the middle of it) is no fact; one in the middle is an error.
export function jsonLines(file) {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  lines.pop();
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line.replace(/("(?:journal|incarnation|boot)"\s*:\s*)(\d+)/g, '$1"$2"')));
}

export function readFacts({ database, ledgers, confirmLogs, smsLog }) {
  const ask = (query) => select(database, query);
  return {
    ledger: ledgers.flatMap(jsonLines),
    confirmations: confirmLogs.flatMap(({ monitor, file }) => jsonLines(file).map((line) => ({ ...line, monitor }))),
    accepted: jsonLines(smsLog),
    bindings: ask('select monitor, cast(elevator_id as text) elevator from bindings where until_ms is null'),
    events: ask(`select monitor, cast(journal as text) journal, lane, seq, kind, cast(elevator_id as text) elevator from monitor_events`),
    gaps: ask(`select monitor, cast(journal as text) journal, lane, first_seq first, last_seq last from lane_gaps`),
    alarms: ask(`select source_key, monitor, cast(journal as text) journal, cast(episode as text) episode, kind,
                 cast(elevator_id as text) elevator, cast(order_id as text) "order", effected, happened_ms, received_ms from alarms order by happened_ms`),
    orders: ask(`select cast(id as text) id, cast(elevator_id as text) elevator, tag, step, opened_ms, closed_ms, late from orders order by opened_ms, id`),
    dispatches: ask(`select cast(order_id as text) "order", level, round, step, dispatched_ms, first_accepted_ms, not_needed from dispatches`),
    limits: ask(`select cast(order_id as text) "order", level, step, round, due_ms, fired_ms, met_ms, withdrawn from limits`),
    steps: ask(`select cast(order_id as text) "order", what, level, step, round, at_ms, recorded_ms, due_ms from order_steps order by id`),
    notices: ask(`select idempotency_key key, cast(order_id as text) "order", state, phone, error from notices`),
    deadLetters: ask('select topic, reason from dead_letters'),
    now: Date.now(),
  };
}
