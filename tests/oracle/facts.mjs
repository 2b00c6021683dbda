// What the oracle judges by, read from outside the product: the cars' ledgers, the boxes' confirmation logs, the SMS
// stand-in's list, and plain read-only SQL. Shares no code with the product.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const BULK_LANE = 2;

const sqlite = (file, query) => execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 5000', file, query], { encoding: 'utf8', maxBuffer: 1 << 28 });

const postgresql = (url, query) => execFileSync('psql', ['-XAtq', '-d', url, '-v', 'ON_ERROR_STOP=1', '-c', `select coalesce(json_agg(found), '[]') from (${query}) found`],
  { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PGOPTIONS: '-c default_transaction_read_only=on' } });

// A question in SQL to either engine ("sqlite:PATH", "postgresql://..."), by the engine's own program, read-only. Ids have 64
// bits: the queries cast them to text, since a JavaScript number ends at 2^53.
export function select(url, query) {
  const out = url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length), query) : postgresql(url, query);
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

// The bulk lane's records in the gateway's raw files: "<received, ms> <monitor> <journal> <number> <record> <checksum>".
function rawRecords(folder) {
  if (!folder || !existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')).map((line) => line.split(' '))
    .filter((words) => words.length === 6).map(([, monitor, journal, seq]) => ({ monitor, journal, lane: BULK_LANE, seq: Number(seq) }));
}

// rawFolder: of the gateway's raw files; none: all lanes are in the database. resources: what tests/oracle/resources.mjs saw of
// the programs.
export function readFacts({ database, ledgers, confirmLogs, smsLog, rawFolder, resources = [] }) {
  const ask = (query) => select(database, query);
  const written = ledgers.flatMap(jsonLines);  // a fleet writes its boxes' confirmations into the same file
  return {
    ledger: written.filter((line) => line.ledger !== 'confirmed'),
    confirmations: [...confirmLogs.flatMap(({ monitor, file }) => jsonLines(file).map((line) => ({ ...line, monitor }))),
      ...written.filter((line) => line.ledger === 'confirmed')],
    raw: rawRecords(rawFolder),
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
    notices: ask(`select cast(id as text) id, idempotency_key key, cast(order_id as text) "order", state, phone, error, cast(merged_into as text) into_notice from notices`),
    deskAlerts: ask(`select monitor, cast(elevator_id as text) elevator, cast(order_id as text) "order", raised_ms from desk_alerts`),
    deadLetters: ask('select topic, reason from dead_letters'),
    changes: ask(`select seq, cast(subject as text) "order", cast(elevator_id as text) elevator, detail from changes where kind = 'order' order by seq`),
    audit: ask(`select seq, at_ms, cast(account_id as text) account, name, origin, action, cast(subject as text) subject, before_json, after_json, hash
                 from audit_log order by seq`),
    resources,
    now: Date.now(),
  };
}
