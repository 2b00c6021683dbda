// A broker without memory, and one whose disk has no byte left (fault row A13): it drops, refuses or ends, and is started again as any
// service is. Alarms go on as far as it takes them, and every record arrives once there is room.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { Fleet, makeTown } from './harness/fleet.mjs';
import { judged, settle } from './harness/verdict.mjs';

const BOXES = 40;
const TROUBLE_MS = 10_000;
const FEW_BYTES = 250_000;  // forty sessions and their queues need more
const alarms = (chain) => Number(chain.sql('select count(*) n from alarms where kind = 1')[0].n);
const config = (chain) => chain.path('config/mosquitto.conf');

// An empty disk of one mebibyte that goes with the test; undefined where this machine lets nobody mount one.
function smallDisk(t) {
  const folder = mkdtempSync(join(tmpdir(), 'liftguard-disk-'));
  let mounted = false;
  const unmount = () => {
    if (mounted) execFileSync('umount', ['-l', folder]);
    mounted = false;
  };
  t.after(() => {
    unmount();
    rmSync(folder, { recursive: true, force: true });
  });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    mounted = true;
  } catch {
    return undefined;
  }
  return { folder, unmount };
}

// A full disk in the place of its store; its access lists stand elsewhere then. Gives what makes room again.
function fillDisk(t, chain) {
  const disk = smallDisk(t);
  if (!disk) return undefined;
  try {
    for (;;) appendFileSync(join(disk.folder, 'filler'), Buffer.alloc(4096));
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error;
  }
  const text = readFileSync(config(chain), 'utf8').replace(`persistence_location ${chain.path('broker')}/`, `persistence_location ${disk.folder}/`);
  assert.ok(text.includes(disk.folder));
  writeFileSync(config(chain), `${text}\nautosave_on_changes true\nautosave_interval 1\n`);
  return disk.unmount;
}

function boundMemory(t, chain) {
  const text = readFileSync(config(chain), 'utf8');
  writeFileSync(config(chain), text.replace('per_listener_settings true', `per_listener_settings true\nmemory_limit ${FEW_BYTES}`));
  return () => writeFileSync(config(chain), text);
}

for (const [want, take] of Object.entries({ memory: boundMemory, 'room on its disk': fillDisk }))
  test(`A13: a broker without ${want}: every record arrives when it has some again`, { timeout: 300_000 }, async (t) => {
    const chain = await Chain.start({ town: makeTown(BOXES, { estates: 'many' }) });
    t.after(() => chain.remove());
    const crew = await Crew.start(chain);
    const fleet = await Fleet.start(chain, { boxes: BOXES, rate: 400, entrapments: 1, 'trapped-least': 1, 'trapped-most': 3 });
    await until('an order', () => alarms(chain) > 0, 30_000, 50);
    const give = take(t, chain);
    if (!give) return t.skip('this machine lets nobody mount a tmpfs');

    const restart = async () => {
      await chain.broker.kill9();
      await chain.startBroker();
    };
    await restart();
    const before = alarms(chain);
    let ends = 0;
    for (const end = Date.now() + TROUBLE_MS; Date.now() < end; await delay(100)) {
      if (!chain.broker.exited) continue;
      ends += 1;
      await chain.startBroker();
    }
    const during = alarms(chain) - before;
    const complaints = readFileSync(chain.path('logs/mosquitto.log'), 'utf8').match(/out of memory|no space left|unable to save|error saving/gi)?.length ?? 0;
    await chain.broker.kill9();
    give();
    await chain.startBroker();
    // A slot that was refused often tries again after ten seconds and a quarter, each its own share of it (gateway/slots/slot.cpp).
    await until('every slot to have its session', async () => (await fetch(`${chain.observed}/readyz`)).ok, 20_000, 100);

    for (const what of ['rate', 'entrapments']) await fleet.order(`${what} 0`);  // who is trapped comes out as planned
    await settle(t, chain);
    await until('every record to be confirmed', async () => {
      const { unconfirmed } = await fleet.report();
      return unconfirmed.alarm + unconfirmed.event + unconfirmed.bulk === 0;
    }, 150_000, 200);
    await crew.stop();
    await fleet.stop();
    await chain.stop();
    t.diagnostic(`${during} alarms while it had none; it ended ${ends} times and complained ${complaints} times`);
    judged(t, chain, { injected: { ends, complaints } });
  });
