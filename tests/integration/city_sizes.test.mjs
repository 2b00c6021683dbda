// The sizes of a city of 60,000 boxes stand in many files: HAProxy's, both brokers', their units', the kernel's, the box's rules and the
// operators' page. Each must have room for what the one before it lets in (fault rows F3, F7).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root } from './harness/chain.mjs';

const text = (path) => readFileSync(join(root, path), 'utf8');
// The one number that the pattern finds in the file.
function number(path, pattern) {
  const found = [...text(path).matchAll(new RegExp(pattern, 'gm'))];
  assert.equal(found.length, 1, `${path}: ${pattern} is there ${found.length} times`);
  return Number(found[0][1].replaceAll(/[_,']/g, ''));
}

const PROXY = 'deploy/haproxy/haproxy.cfg';
const SIZES = 'docs/operators-fleet.md';
const section = (name) => text(PROXY).split(/^(?=\w)/m).find((part) => part.startsWith(name));
const inSection = (name, pattern) => Number(new RegExp(pattern, 'm').exec(section(name))[1]);
const setting = (word) => number(PROXY, `^ *presetenv LG_${word} (\\d+)$`);
const listener = (path, port) => Number(new RegExp(`^listener @${port}@.*\\nmax_connections (\\d+)$`, 'm').exec(text(path))[1]);
const descriptors = (unit) => number(`deploy/systemd/${unit}`, '^LimitNOFILE=(\\d+)$');

const boxes = number(SIZES, '^For ([\\d,]+) boxes:$');
const admitted = setting('BOXES_MAX');
const alarms = inSection('frontend alarms', '^ *maxconn (\\d+)$');
const OWN_FILES = 500;  // listeners, logs, checks: of each program

test('haproxy takes its configuration as it is shipped', () => {
  const checked = spawnSync('haproxy', ['-c', '-f', join(root, PROXY)],
    { encoding: 'utf8', env: { PATH: `${process.env.PATH}:/usr/sbin`, LG_USER: 'root' } });
  assert.equal(checked.status, 0, checked.stderr);
  assert.doesNotMatch(`${checked.stdout}${checked.stderr}`, /warning/i);
});

test('F7: whoever is let in finds a place at the broker, and alarms have one of their own', () => {
  assert.ok(boxes >= 60_000);
  assert.ok(admitted >= boxes * 1.05, 'boxes that lost their connection may be counted twice for a while');
  assert.ok(setting('MAXCONN') >= admitted + alarms + OWN_FILES, 'what the boxes take must leave the alarms their places');
  assert.ok(listener('deploy/mosquitto/mosquitto.conf.in', 'BOXES_PORT') >= admitted);
  assert.ok(listener('deploy/mosquitto/alarm.conf.in', 'ALARM_BOXES_PORT') >= alarms);
});

test('F7: every program may open as many descriptors as its sessions take', () => {
  assert.ok(descriptors('haproxy.service.d/liftguard.conf') >= 2 * setting('MAXCONN') + OWN_FILES);
  for (const [unit, file, [first, second]] of [
    ['mosquitto.service.d/liftguard.conf', 'deploy/mosquitto/mosquitto.conf.in', ['BOXES_PORT', 'SERVICES_PORT']],
    ['liftguard-alarm-broker.service', 'deploy/mosquitto/alarm.conf.in', ['ALARM_BOXES_PORT', 'ALARM_SERVICES_PORT']],
  ]) assert.ok(descriptors(unit) >= listener(file, first) + listener(file, second) + OWN_FILES, unit);
});

test('F7: HAProxy has ports for all its sessions to one broker', () => {
  const perAddress = 60_999 - 32_768 + 1;  // net.ipv4.ip_local_port_range of Linux
  const addresses = section('backend broker').match(/ source 127\.0\.1\.\d+$/gm).length;
  assert.ok(addresses * perAddress >= admitted);
  assert.ok(perAddress >= alarms);
  assert.ok(number(SIZES, '\\| ([\\d,]+) for each source address \\|') <= perAddress);
});

test('F3: the kernel keeps the queue that HAProxy asks for, and a box waits until its end is reached', () => {
  const queue = inSection('frontend boxes', '^ *bind \\S+ backlog (\\d+)$');
  for (const key of ['net.core.somaxconn', 'net.ipv4.tcp_max_syn_backlog']) {
    assert.ok(number('deploy/sysctl/60-liftguard.conf', `^${key.replaceAll('.', '\\.')} = (\\d+)$`) >= queue, key);
  }
  const patience = number('firmware/link/link.hpp', 'kQueuePatience\\{(\\d+)\\}');
  assert.ok(queue / setting('ADMITTED') <= patience / 2);
  const back = number(SIZES, '^\\| back after an outage of everything \\| 200 a second \\| (\\d+) minutes;');
  assert.equal(back, boxes / setting('ADMITTED') / 60);
  // Mosquitto gives a box up after one and a half of its keep-alive; HAProxy must not be sooner.
  const keepAlive = number('docs/box.md', '^\\| `broker\\.keep_alive_s` \\|.*\\| 5 to (\\d+) \\|');
  for (const side of ['client', 'server']) assert.ok(inSection('defaults', `^ *timeout ${side} (\\d+)m$`) * 60 > keepAlive * 1.5);
});

test('the operators are told these sizes', () => {
  const page = text(SIZES);
  const thousands = (n) => n.toLocaleString('en-US');
  const queue = inSection('frontend boxes', '^ *bind \\S+ backlog (\\d+)$');
  for (const told of [
    `\`LimitNOFILE=${descriptors('haproxy.service.d/liftguard.conf')}\` for HAProxy`,
    `\`${descriptors('mosquitto.service.d/liftguard.conf')}\` for mosquitto`,
    `\`${descriptors('liftguard-alarm-broker.service')}\` for the alarms' broker`,
    `\`max_connections ${listener('deploy/mosquitto/mosquitto.conf.in', 'BOXES_PORT')}\` and \`${listener('deploy/mosquitto/alarm.conf.in', 'ALARM_BOXES_PORT')}\` for`,
    `${thousands(admitted)} sessions at the boxes' door (\`LG_BOXES_MAX\`), ${thousands(setting('MAXCONN'))} in all (\`LG_MAXCONN\`)`,
    `One address may hold ${thousands(setting('PER_SOURCE'))} sessions`,
    `HAProxy: ${setting('ADMITTED')} new sessions a second`,
    `\`net.core.somaxconn\`, \`net.ipv4.tcp_max_syn_backlog\` | ${queue} each`,
  ]) assert.ok(page.includes(told), told);
  const memory = /^\| memory \| HAProxy (\d+) KiB a box, broker (\d+) KiB .* \| ([\d.]+) GiB, ([\d.]+) GiB \|$/m.exec(page).slice(1).map(Number);
  const gib = (kib) => Math.round((kib * boxes) / 1024 / 1024 * 10) / 10;
  assert.deepEqual(memory.slice(2), [gib(memory[0]), gib(memory[1])]);
});
