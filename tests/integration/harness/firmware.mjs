// The maker's and the service manager's side of a box with two slots: images, the first one in place, and a program that
// is started again whenever it ends.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from './chain.mjs';

const RESTART_MS = 300;
export const BOARD = 'test-board';

export class Maker {
  constructor(chain) {
    this.chain = chain;
    this.key = chain.path('maker.key');
    this.keys = chain.path('maker.key.pub');
    chain.run('liftguard-image', 'keygen', this.key);
    // What a box carries has no debugging information.
    this.program = chain.path('liftguard-monitor.stripped');
    execFileSync('strip', ['-o', this.program, join(build, 'bin/liftguard-monitor')]);
  }

  image(version, program = this.program) {
    const out = this.chain.path(`v${version}.image`);
    this.chain.run('liftguard-image', 'sign', program, '--key', this.key, '--board', BOARD, '--version', String(version),
      '--text', `v${version}`, '--out', out);
    return out;
  }

  // The same program with so many bytes behind it, which no loader looks at: its download takes longer.
  bigImage(version, bytes) {
    const program = this.chain.path(`v${version}.program`);
    copyFileSync(this.program, program);
    appendFileSync(program, Buffer.alloc(bytes));
    return this.image(version, program);
  }

  // One that ends as soon as it starts.
  brokenImage(version) {
    const program = this.chain.path(`v${version}.sh`);
    writeFileSync(program, '#!/bin/sh\nexit 1\n');
    chmodSync(program, 0o755);
    return this.image(version, program);
  }
}

// A lift whose box has two slots, the first with `image`.
export async function addUpdatable(chain, maker, monitor, image, { settings = '', ...options } = {}) {
  const slots = chain.path(`slots-${monitor}`);
  chain.run('liftguard-image', 'place', image, '--keys', maker.keys, '--slots', slots);
  const box = [join(build, 'bin/liftguard-boot'), '--slots', slots, '--marker', chain.path(`lifts/${monitor}/running`), '--'];
  const lift = await chain.addLift(monitor, {
    box, settings: `${settings}\n[update]\nslots = "${slots}"\nboard = "${BOARD}"\nkeys = "${maker.keys}"\n`, ...options });
  return { lift, slots };
}

// Starts the box again whenever it has ended. Gives a function that ends this.
export function keepRunning(chain, lift) {
  const ends = [];
  let over = false;
  const loop = (async () => {
    while (!over) {
      await lift.box.end;
      ends.push({ at: Date.now(), code: lift.box.code, signal: lift.box.signal });
      await delay(RESTART_MS);
      if (!over) chain.startBox(lift);
    }
  })();
  return { ends, stop: async () => { over = true; await Promise.race([loop, delay(RESTART_MS)]); } };
}
