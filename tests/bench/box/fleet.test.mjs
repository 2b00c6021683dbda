// How the bench reads what its boxes say.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { confirmTimes } from './fleet.mjs';

test('an alarm that is not confirmed by the end counts with the time that it has waited', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liftguard-fleet-'));
  const began = Date.parse('2026-11-16T08:00:00.000Z');
  const at = (ms) => new Date(began + ms).toISOString();
  const said = (ms, lane, seq) => `ts=${at(ms)} level=info part=monitor msg="event trapped lane ${lane} seq ${seq} journalled in 900 us"`;
  const box = { log: join(folder, 'log'), told: [
    { lane: 0, contiguous: 1, ranges: [], seen: began + 300 },
    { lane: 0, contiguous: 2, ranges: [], seen: began + 1_400 },
    { lane: 0, contiguous: 4, ranges: [], seen: began + 90_000 },  // after the end
  ] };
  writeFileSync(box.log, [said(-5, 0, 1), said(1_000, 0, 2), said(2_000, 1, 7), said(3_000, 0, 3), said(70_000, 0, 4)].join('\n'));
  try {
    assert.deepEqual(confirmTimes(box, began, began + 60_000), [{ ms: 400, confirmed: true }, { ms: 57_000, confirmed: false }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
