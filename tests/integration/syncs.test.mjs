// What the gateway does when the disk says no (fault rows B9, B10) or when it is killed at one system call after another (B1):
// strace injects the fault at the Nth call of one kind, the service manager starts the gateway again, and the oracle judges.
// POINTS: how many calls of each kind are tried (short: some, spread; long: each, until one run meets no fault any more).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { watch } from '../oracle/resources.mjs';
import { Chain, build, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { judged, settle } from './harness/verdict.mjs';

const long = process.env.LONG === '1';
const gateway = join(build, 'bin/liftguard-gateway');

// The gateway under strace with one fault in it. `expression` is strace's own: "fdatasync:signal=SIGKILL:when=3". -D: the child is
// the gateway, and strace is beside it.
const struck = (expression) => ['strace', '-D', '-f', '-qqq', '-o', '/dev/null', '-e', `trace=${expression.split(':')[0]}`, '-e', `inject=${expression}`, gateway];

// Runs three cars, and gateways with one fault after another, each until it has ended or has stored `alarms` alarms without
// meeting its fault. told: what the log says of a fault that the gateway outlives. Gives how often each fault struck.
async function strikes(t, faults, { alarms = 3, patienceMs = 6000, told } = {}) {
  const chain = await Chain.start();
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  for (let number = 1; number <= 3; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  const stored = () => chain.sql('select count(*) n from alarms where kind = 1')[0].n;
  const log = chain.path('logs/gateway.log');
  const injected = {};
  const silent = [];
  for (const fault of faults) {
    await chain.gateway.kill9();
    chain.gatewayCommand = struck(fault);
    const before = stored();
    const read = readFileSync(log, 'utf8').length;
    const started = await chain.startGateway().then(() => true, () => false);
    const hasTold = () => told !== undefined && told.test(readFileSync(log, 'utf8').slice(read));
    const alive = () => started && !chain.gateway.exited && !hasTold();
    await until('the fault or some alarms', () => !alive() || stored() >= before + alarms, patienceMs, 50).catch(() => {});
    const name = fault.split(':')[0];
    if (alive()) silent.push(fault);
    else injected[name] = (injected[name] ?? 0) + 1;
  }
  await chain.gateway.kill9();
  chain.gatewayCommand = [gateway];
  await chain.startGateway();
  await settle(t, chain);
  await crew.stop();
  await chain.stop();
  t.diagnostic(`${Object.values(injected).reduce((sum, one) => sum + one, 0)} of ${faults.length} faults struck`);
  judged(t, chain, { injected });
  return { injected, silent };
}

// In the short suite some calls of each kind, early ones first; in the long one each up to the number.
const spread = (most) => (long ? Array.from({ length: most }, (_, index) => index + 1) : [1, 3, 8].filter((number) => number <= most));

test('B1: killed at one system call after another on an alarm\'s way', { timeout: 3_600_000 }, async (t) => {
  const kinds = { fdatasync: 60, pwrite64: 200, write: 200, sendto: 60, openat: 60, ftruncate: 4 };
  const { injected } = await strikes(t, Object.entries(kinds).flatMap(([call, most]) => spread(most).map((number) => `${call}:signal=SIGKILL:when=${number}`)));
  for (const call of ['fdatasync', 'pwrite64', 'write']) assert.ok(injected[call] > 0, `${call} was never met`);
});

// Commits that take a fifth of a second each: fewer a second than messages come.
test('F4: a disk that is slow for a while makes everything wait in bounded memory, alarms least of all', { timeout: 900_000 }, async (t) => {
  const seconds = long ? 600 : 12;
  const chain = await Chain.start({ gateway: ['strace', '-D', '-f', '-qqq', '-o', '/dev/null', '-e', 'trace=fdatasync', '-e', 'inject=fdatasync:delay_enter=200000', gateway] });
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  for (let number = 1; number <= 6; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  const memory = watch('gateway', () => chain.gateway.process.pid, { residentMib: 300, descriptors: 1000, threads: 200 });
  await delay(seconds * 1000);
  await settle(t, chain, { limitMs: 120_000 });
  const resources = [memory.end()];
  await crew.stop();
  await chain.stop();
  const facts = judged(t, chain, { injected: { 'seconds of a slow disk': seconds }, resources });
  const late = facts.alarms.filter((alarm) => alarm.kind === 1).map((alarm) => alarm.received_ms - alarm.happened_ms).sort((a, b) => a - b);
  t.diagnostic(`alarms stored after ${late[late.length >> 1]} ms (median), ${late.at(-1)} ms (worst); ${JSON.stringify(resources[0].peak)}`);
  assert.ok(late.at(-1) < 5000, `an alarm waited ${late.at(-1)} ms`);
});

test('B10: a sync that fails ends the gateway, and nothing that it did not sync was confirmed', { timeout: 600_000 }, async (t) => {
  const faults = spread(40).map((number) => `fdatasync:error=EIO:when=${number}`);
  const { silent } = await strikes(t, faults, { alarms: 1000 });
  assert.deepEqual(silent, [], 'went on after a sync that had failed');
});

test('B9: a disk without space confirms nothing, and the alarms are there once there is space', { timeout: 600_000 }, async (t) => {
  await strikes(t, [40, 80, 160].map((number) => `pwrite64:error=ENOSPC:when=${number}+`), { alarms: 1000, told: /the disk is full/ });
});
