// A power cut under the gateway (fault row B11, SQLite): strace records what it writes to its database and what it syncs. At many
// instants, most of them right after a box was told that a record is safe, the disk is rebuilt without what was not synced (or with
// a part of it, the last write torn), and the database there must be whole and hold every record that was confirmed by then.
// CUTS in the environment: how many. A gateway that confirms before it commits must be found out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { select } from '../oracle/facts.mjs';
import { honestConfirmation } from '../oracle/invariants.mjs';
import { Chain, build, until } from './harness/chain.mjs';
import { Disk, traced } from './harness/disk.mjs';
import { random } from './harness/monkey.mjs';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const cuts = Number(process.env.CUTS ?? 40);
const STAMP_MS = 20;  // a box's clock follows the gateway's word, not this machine's clock: so far off at most
const BULK = 2;  // its raw files promise nothing (docs/operators.md)

// Runs three lifts on a gateway whose disk is watched, for as long as it takes to confirm some alarms.
async function record(t, environment) {
  const chain = await Chain.start({ engine: 'sqlite', gateway: join(build, 'bin/liftguard-test-canary-gateway'), gatewayEnvironment: environment });
  t.after(() => chain.remove());
  await chain.platform.stop();
  await chain.gateway.stop();
  const files = [chain.databaseFile, `${chain.databaseFile}-wal`];
  const before = Object.fromEntries(files.map((file) => [file, existsSync(file) ? readFileSync(file) : Buffer.alloc(0)]));
  const log = chain.path('disk.log');
  chain.gatewayCommand = [...traced(log, files), ...chain.gatewayCommand];
  await chain.startGateway();
  for (let number = 1; number <= 3; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });
  await until('alarms', () => {
    for (const lift of chain.lifts) chain.control(lift, 'free');
    return chain.gateway.exited || chain.sql('select count(*) n from alarms')[0].n >= 20;
  }, 60_000, 200);
  await delay(500);
  await chain.stop();
  await delay(500);  // strace writes its last lines
  return { chain, files, before, log, facts: chain.facts() };
}

// What the oracle has against the disk as it is at this instant.
function complaints({ chain, files, facts }, disk, at, chance) {
  const folder = chain.path('after');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const kept = chance() < 0.5 ? 0 : Math.floor(chance() * (disk.unsynced(files[1]) + 1));
  writeFileSync(join(folder, 'liftguard.db'), disk.after(files[0]));
  writeFileSync(join(folder, 'liftguard.db-wal'), disk.after(files[1], kept));
  const database = join(folder, 'liftguard.db');
  const whole = execFileSync('sqlite3', [database, 'pragma integrity_check'], { encoding: 'utf8' }).trim();
  if (whole !== 'ok') return [`the database is not whole: ${whole}`];
  const ask = (query) => select(`sqlite:${database}`, query);
  return honestConfirmation({
    confirmations: facts.confirmations.filter((line) => line.confirmed + STAMP_MS <= at && line.lane !== BULK),
    events: ask('select monitor, cast(journal as text) journal, lane, seq from monitor_events'),
    gaps: ask('select monitor, cast(journal as text) journal, lane, first_seq first, last_seq last from lane_gaps'),
  });
}

async function judge(run) {
  const chance = random(seed);
  const told = run.facts.confirmations.filter((line) => line.lane !== BULK).map((line) => line.confirmed + STAMP_MS);
  const [first, last] = [Math.min(...told), Math.max(...told)];
  const instants = Array.from({ length: cuts }, (_, index) => (index % 4 ? told[Math.floor(chance() * told.length)] : first + chance() * (last - first)));
  const disk = new Disk(run.before);
  const found = [];
  await disk.replay(run.log, instants.sort((a, b) => a - b), (at) => {
    for (const complaint of complaints(run, disk, at, chance)) found.push(`cut at ${at}: ${complaint}`);
  });
  return { found, syncs: disk.syncs, told: told.length };
}

test(`B11: the power is cut at ${cuts} instants, seed ${seed}: what was confirmed is there`, { timeout: 600_000 }, async (t) => {
  const { found, syncs, told } = await judge(await record(t, {}));
  t.diagnostic(`seed ${seed}; injected ${cuts} cuts over ${syncs} syncs and ${told} confirmations; ${found.length} failed`);
  assert.ok(syncs > 20 && told > 20, 'too little happened');
  assert.deepEqual(found, []);
});

test('B11: a gateway that confirms before it commits is found out', { timeout: 600_000 }, async (t) => {
  const { found } = await judge(await record(t, { LIFTGUARD_PLANTED: 'confirm_then_wait' }));
  assert.notEqual(found.length, 0);
});
