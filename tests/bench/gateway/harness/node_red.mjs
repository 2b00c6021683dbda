// What many would build instead: a Node-RED flow that does the same. mqtt in -> drop what was seen -> rule -> SQLite, and
// the confirmation back. Installed through npm beside the build.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../../integration/harness/chain.mjs';
import { Child, until } from '../../../integration/harness/processes.mjs';

const home = join(build, '../node-red');

// Whatever of the packages is missing. The SQLite module is compiled here, with the headers of this machine's node.
export function install() {
  mkdirSync(home, { recursive: true });
  const npm = (...args) => execFileSync('npm', args, { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
  if (!existsSync(join(home, 'node_modules/node-red-node-sqlite'))) {
    writeFileSync(join(home, 'package.json'), '{"private": true}');
    npm('install', '--no-audit', '--no-fund', '--ignore-scripts', 'node-red@3.1.15', 'node-red-node-sqlite@1.1.1', 'node-gyp@10.3.1');
  }
  if (existsSync(join(home, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) return;
  const headers = existsSync('/usr/include/node/node_version.h') ? ['--nodedir', '/usr'] : [];
  execFileSync(join(home, 'node_modules/.bin/node-gyp'), ['rebuild', '--directory', join(home, 'node_modules/sqlite3'), ...headers],
    { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
}

const CREATE = `create table if not exists events (monitor text not null, journal integer not null, lane integer not null, seq integer not null,
  kind text not null, alarm integer not null, happened_ms integer not null, received_ms integer not null, facts text not null,
  primary key (monitor, journal, lane, seq)) without rowid`;
const INSERT = `insert or ignore into events values ($monitor, $journal, $lane, $seq, $kind, $alarm, $happened, $received, $facts)`;

// A box sends again what was not confirmed: what is known already is confirmed once more and stored no second time.
const DEDUPE = `
const seen = context.get('seen') ?? new Map();
context.set('seen', seen);
const { monitor, journal, lane, seq } = msg.payload;
const key = monitor + '/' + journal + '/' + lane;
const known = seen.get(key) ?? 0;
if (seq > known) seen.set(key, seq);
return seq > known ? [msg, null] : [null, msg];`;

const RULE = `
const { monitor, journal, lane, seq, kind, happened, ...facts } = msg.payload;
const alarm = kind === 'trapped' && facts.occupancy === 'occupied' ? 1 : 0;
msg.params = { $monitor: monitor, $journal: journal, $lane: lane, $seq: seq, $kind: kind, $alarm: alarm, $happened: happened, $received: Date.now(), $facts: JSON.stringify(facts) };
msg.seq = seq;
return msg;`;

const CONFIRM = `
msg.topic = msg.topic.replace(/up\\/event$/, 'down');
msg.payload = String(msg.seq ?? msg.payload.seq);
return msg;`;

function flow({ port, pki, database, pragmas }) {
  const box = (id, type, wires, more) => ({ id, type, z: 'tab', x: 0, y: 0, wires, ...more });
  const code = (id, func, wires) => box(id, 'function', wires, { func, outputs: wires.length, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] });
  return [
    { id: 'tab', type: 'tab', label: 'lifts' },
    { id: 'tls', type: 'tls-config', cert: `${pki}/gateway.crt`, key: `${pki}/gateway.key`, ca: `${pki}/services-ca.crt`, verifyservercert: true },
    { id: 'broker', type: 'mqtt-broker', broker: 'localhost', port: String(port), clientid: 'node-red', autoConnect: true, usetls: true, tls: 'tls', protocolVersion: '4', keepalive: '60', cleansession: true },
    { id: 'db', type: 'sqlitedb', db: database, mode: 'RWC' },
    box('once', 'inject', [['prepare']], { once: true, onceDelay: '0.1', topic: `${pragmas} ${CREATE};`, payload: '', payloadType: 'str' }),
    box('prepare', 'sqlite', [['said']], { mydb: 'db', sqlquery: 'batch', sql: '' }),
    code('said', "node.log('the table is there'); return null;", []),
    box('in', 'mqtt in', [['dedupe']], { topic: 'lift/1/+/+/up/event', qos: '1', datatype: 'json', broker: 'broker' }),
    code('dedupe', DEDUPE, [['rule'], ['confirm']]),
    code('rule', RULE, [['store']]),
    box('store', 'sqlite', [['confirm']], { mydb: 'db', sqlquery: 'prepared', sql: INSERT }),
    code('confirm', CONFIRM, [['out']]),
    box('out', 'mqtt out', [], { topic: '', qos: '0', retain: 'false', broker: 'broker' }),
  ];
}

// A Node-RED with this flow on the city's broker. pragmas: SQL that is said to the database once.
export async function startNodeRed(city, name, pragmas) {
  const folder = city.path(name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow({ port: city.servicesPort, pki: city.path('pki'), database: join(folder, 'events.db'), pragmas })));
  writeFileSync(join(folder, 'settings.js'), `module.exports = { flowFile: 'flows.json', httpAdminRoot: false, httpNodeRoot: false, uiHost: '127.0.0.1', uiPort: ${city.httpPort},
    credentialSecret: false, logging: { console: { level: 'info' } } };`);
  const log = city.path(`logs/${name}.log`);
  const child = new Child(name, 'node', [join(home, 'node_modules/node-red/red.js'), '--userDir', folder, '--settings', join(folder, 'settings.js')], { log });
  await until('Node-RED to be connected', () => {
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    if (child.exited) throw new Error(`Node-RED ended:\n${text}`);
    return text.includes('Connected to broker') && text.includes('the table is there');
  }, 30_000, 100);
  return child;
}
