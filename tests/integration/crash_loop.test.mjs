// Fault row C7 with real programs: a box whose clip path crashes as soon as it hears its lift is back in a minute,
// without clips, and its alarms come through.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Chain, until } from './harness/chain.mjs';
import { keepRunning } from './harness/firmware.mjs';

const MONITOR = 'LG-000001';
const RESTORED_WITHIN_MS = 60_000;
const SIGABRT = 'SIGABRT';

test('C7: a crash loop of the clip path ends in safe mode, alarms come through within 60 s', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start();
  let running = null;
  t.after(async () => {
    await running?.stop();
    await chain.stop();
    await chain.remove();
  });
  const began = Date.now();
  const lift = await chain.addLift(MONITOR, { settings: 'crash = "clips"\n' });  // in [testing], the file's last section
  running = keepRunning(chain, lift);
  const box = () => chain.sql(`select boot_reason, safe_mode from monitor_firmware where monitor = '${MONITOR}'`)[0];

  await until('the box to be in safe mode', () => box()?.safe_mode === 1, RESTORED_WITHIN_MS, 100);
  const restored = Date.now() - began;
  assert.equal(box().boot_reason, 3, 'it does not say that it crashed');
  assert.equal(running.ends.filter((end) => end.signal === SIGABRT).length, 3);

  await until('an entrapment to become an order', () => chain.sql('select id from orders').length > 0, 120_000, 200);
  assert.equal(chain.sql('select id from clips').length, 0, 'safe mode cuts clips');
  assert.equal(running.ends.length, 3, 'it crashed again in safe mode');
  t.diagnostic(`alarm path restored after ${restored} ms`);
});
