// The gateway watched from outside: stuck threads (fault row B19), jumps of the clock while limits run (D1), what is
// measured (every metric that the dashboard and the alert rules name exists), and what must not be in a log (H27).
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, build, root, until } from './harness/chain.mjs';
import { slotsOf } from './harness/elsewhere.mjs';
import { freePorts } from './harness/ports.mjs';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const MONITOR = 'LG-000001';
// The gateway looks at the database's clock every five seconds.
const JUMPS = process.env.LONG === '1' ? ['+1h', '-1h', '+400d', '-400d'] : ['+1h', '-400d'];
const CANARY = join(build, 'bin/liftguard-test-canary-gateway');

let chain;
let platformObserved;
let heartbeat;

async function probe(name) {
  const response = await fetch(`${chain.observed}${name}`).catch(() => undefined);
  return response && { status: response.status, text: await response.text() };
}
const isUp = async () => (await probe('/readyz'))?.status === 200;

async function restartGateway(environment = {}, program = CANARY) {
  if (!chain.gateway.exited) await chain.gateway.kill9();
  chain.gatewayCommand = [program];
  await chain.startGateway(environment);
  await until('the gateway to be ready', isUp, 10_000);
}

before(async () => {
  const [platformPort] = await freePorts(1);
  platformObserved = `http://127.0.0.1:${platformPort}`;
  chain = await Chain.start({
    gatewaySettings: `${slotsOf([MONITOR])}[heartbeat]\nfile = "@DATA@/run/heartbeat"\nevery_ms = 1000\nstuck_after_ms = 2000\n`,
    platformSettings: `\n[observe]\nlisten = "127.0.0.1:${platformPort}"\n`,
  });
  heartbeat = chain.path('run/heartbeat');
});
after(async () => {
  await chain.gateway.kill9();
  await chain.stop();
  await chain.remove();
});

// The names and the labels that a rule or a panel asks for: [name, [[label, value], ...]].
function asked(file) {
  const text = readFileSync(join(root, file), 'utf8').replaceAll('\\"', '"');
  return [...text.matchAll(/\b((?:liftguard|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map(([, name, labels = '']) =>
    [name, [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label, value]) => [label, value]).filter(([label]) => label !== 'job')]);
}

test('O10: every metric that dashboard and alert rules name is in a real /metrics, with its labels', async () => {
  await restartGateway({}, join(build, 'bin/liftguard-gateway'));
  await chain.addLift('LG-000001', { seed: 3, speed: 20 });
  await until('an order', () => chain.sql('select id from orders').length > 0, 20_000);
  const metrics = (await probe('/metrics')).text;
  const series = metrics.split('\n').filter((line) => /^[a-z]/.test(line));
  const isThere = ([name, labels]) => series.some((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) &&
    labels.every(([label, value]) => line.includes(`${label}="${value}"`)));
  for (const file of ['docs/grafana/liftguard.json', 'docs/alerts/liftguard.rules.yml']) {
    const all = asked(file);
    assert.ok(all.length > 10, `${file} names nothing: the test tries nothing`);
    assert.deepEqual(all.filter((one) => !isThere(one)), [], file);
  }
  const rules = readFileSync(join(root, 'docs/alerts/liftguard.rules.yml'), 'utf8');
  for (const [, alert, expr] of rules.matchAll(/- alert: (\w+)\n\s+expr: (.*)/g)) assert.match(expr, /liftguard_|process_|\bup\{/, alert);
  assert.match(metrics, /^liftguard_ingest_messages_total\{outcome="stored"\} [1-9]/m);
  assert.match(metrics, /^liftguard_watch_findings\{kind="limit_overdue"\} 0$/m);
  assert.match(metrics, /^liftguard_mqtt_sessions_up\{broker="main"\} [1-9]/m);
  assert.match(metrics, /^liftguard_mqtt_published_total\{broker="main",what="confirmation"\} [1-9]/m);
  assert.match(metrics, /^liftguard_gateway_ready 1$/m);
});

test('O10: /metrics accounts for every message that was received', async () => {
  const sum = (metrics, name) => [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce((all, [, value]) => all + Number(value), 0);
  await until('the counts to agree', async () => {
    const metrics = (await probe('/metrics')).text;
    const received = sum(metrics, 'liftguard_ingest_received_total');
    const ended = sum(metrics, 'liftguard_ingest_messages_total') + sum(metrics, 'liftguard_ingest_dropped_total') + sum(metrics, 'liftguard_ingest_throttled_total');
    return received > 0 && received === ended && received === sum(metrics, 'liftguard_mqtt_received_total');
  }, 10_000, 100);
});

test('O7: not ready without the broker, and ready again with it', async () => {
  await chain.broker.kill9();
  const refused = await until('the probe to say so', async () => {
    const answer = await probe('/readyz');
    return answer?.status === 503 && answer;
  }, 10_000, 50);
  assert.match(refused.text, /of \d+ slots have their session at the broker/);
  assert.equal((await probe('/healthz')).status, 200, 'a restart would not help');
  await chain.startBroker();
  await until('the gateway to be ready again', isUp, 15_000, 50);
});

test('the platform says how it fares', async () => {
  assert.equal((await fetch(`${platformObserved}/readyz`)).status, 200);
  assert.match(await (await fetch(`${platformObserved}/metrics`)).text(), /^liftguard_platform_connections /m);
});

test('an alarm has one name in the logs of box and gateway, and in its order', async () => {
  await until('the confirmation', () => readFileSync(chain.path('logs/gateway.log'), 'utf8').includes('alarm confirmed'), 10_000);
  const [, trace] = readFileSync(chain.path('logs/gateway.log'), 'utf8').match(/msg="alarm committed" trace=([0-9a-f]{16}) .*event=trapped/);
  assert.match(readFileSync(chain.path(`logs/box-${MONITOR}.log`), 'utf8'), new RegExp(`msg="alarm sent" trace=${trace} `));
  assert.match(readFileSync(chain.path('logs/gateway.log'), 'utf8'), new RegExp(`msg="alarm confirmed" trace=${trace}`));
  await until('the notice', () => readFileSync(chain.path('logs/gateway.log'), 'utf8').includes(`msg="notice sent" trace=${trace} `), 5000);
  await until('the push', () => readFileSync(chain.path('logs/platform.log'), 'utf8').includes(`msg="order pushed" trace=${trace}`), 5000);
});

test('D1: a jump of the wall clock fires no limit early, is told to the desk, and leaves times as they were', { skip: !existsSync(FAKETIME) && 'faketime is not installed' }, async () => {
  const clock = chain.path('run/faketime');
  writeFileSync(clock, '+0\n');
  await restartGateway({ LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' });
  const jumps = () => chain.sql('select id from desk_alerts where kind = 17').length;
  const fired = () => chain.sql('select id from limits where fired_ms is not null and fired_ms <= due_ms').length;
  const before = jumps();
  let told = before;
  for (const jump of JUMPS) {
    writeFileSync(clock, `${jump}\n`);
    told += 1;
    await until(`the desk to hear of ${jump}`, () => jumps() === told, 8000);
    assert.equal(fired(), 0);
  }
  const latest = chain.sql('select max(opened_ms) as opened from orders')[0].opened;
  assert.ok(Math.abs(Number(latest) - Date.now()) < 300_000, 'an order has the time of the jump');
  assert.ok(!chain.gateway.exited);
});

// At which of its turns each gets stuck: some seconds after the start, however fast it turns.
for (const [thread, turn] of Object.entries({ writer: 10, limits: 10, notices: 10, sessions: 60, auditor: 3 }))
  test(`B19: ${thread} is stuck: seen within 30 s, the heartbeat stops`, async () => {
    await restartGateway({ LIFTGUARD_FAULT: `turn.${thread}:stall:${turn}:60000` });
    const since = Date.now();
    const sick = await until('the probe to say so', async () => {
      const answer = await probe('/healthz');
      return answer?.status === 503 && answer;
    }, 30_000, 100);
    assert.match(sick.text, new RegExp(`${thread} makes no progress`));
    assert.ok(Date.now() - since < 30_000);
    const last = statSync(heartbeat).mtimeMs;
    await delay(1_500);  // it beats every second
    assert.equal(statSync(heartbeat).mtimeMs, last, 'the heart still beats');
    assert.match((await probe('/metrics')).text, /^liftguard_watch_audits_total/m);
  });

test('H27: no telephone number is in any log', () => {
  const phones = chain.sql("select distinct phone from contacts where phone <> ''").map(({ phone }) => phone);
  assert.ok(phones.length > 0);
  const logs = readdirSync(chain.path('logs')).filter((name) => name !== 'city.log');
  assert.ok(logs.includes('gateway.log') && logs.includes('platform.log'));
  for (const log of logs)
    for (const phone of phones) assert.ok(!readFileSync(chain.path(`logs/${log}`), 'utf8').includes(phone), `${log} has ${phone}`);
});
