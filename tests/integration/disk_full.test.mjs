// Fault row B9: the database's disk is full. Nothing is confirmed that is not written, alarms still are, and everything is
// taken again once there is room.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { City } from '../bench/gateway/harness/city.mjs';
import { until } from './harness/processes.mjs';

const MIB = 1 << 20;

function mountSmallDisk(folder) {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Fills the disk to the last page.
function fill(file) {
  try {
    for (let size = 64 * MIB; size >= 4096; size /= 2) {
      try {
        for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    assert.ok(statSync(file).size > 0);
  }
}

test('B9 a full disk: alarms are taken, nothing else is confirmed, and it recovers unaided', { timeout: 120_000 }, async (t) => {
  const city = await City.open({ lifts: 200, database: 'reserve_mib = 8\n', disk: mountSmallDisk });
  t.after(async () => {
    await city.close();
  });
  if (!city.onSmallDisk) return t.skip('this machine lets nobody mount a tmpfs');
  const log = () => readFileSync(city.path('logs/gateway.log'), 'utf8');
  const before = await city.load({ boxes: 20, rate: 50, seconds: 1 });
  assert.equal(before.others.unconfirmed, 0);
  await until('the reserve to be held', () => { try { return statSync(`${city.databaseFile}.reserve`).size === 8 * MIB; } catch { return false; } }, 15_000);

  const filler = city.onDisk('filler');
  fill(filler);
  const full = await city.load({ boxes: 20, first: 30, rate: 50, alarms: 5, seconds: 6 });
  assert.match(log(), /the disk is full/);
  assert.equal(full.alarms.unconfirmed, 0, 'an alarm was not confirmed while the disk was full');
  assert.ok(full.others.unconfirmed > 0, 'everyday events were confirmed on a full disk');
  assert.equal(city.sql("select count(*) n from desk_alerts where alert_key like 'disk_full/%'")[0].n, 1);

  rmSync(filler);
  await until('the gateway to take everything again', () => /the disk has room again/.test(log()), 20_000, 100);
  const after = await city.load({ boxes: 20, first: 60, rate: 50, seconds: 2 });
  assert.equal(after.others.unconfirmed, 0);
});
