// The simulated boxes of a fleet test: a town with an elevator for each, the simulator beside the chain, its orders and
// its ledger.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLines } from '../../oracle/facts.mjs';
import { build, root } from './chain.mjs';
import { startServer } from './processes.mjs';

const program = join(build, 'bin/liftguard-fleet');

// A town file with an elevator for each of so many boxes; it goes with this process. estates: 'one', whose entrapments make incidents
// (F6), or 'many', one for each elevator.
export function makeTown(boxes, { base = join(root, 'deploy/towns/fleet.toml'), estates = 'one' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'liftguard-town-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'town.toml');
  const text = execFileSync(program, ['--boxes', String(boxes), '--town', base], { encoding: 'utf8', maxBuffer: 1 << 28 });
  let number = 0;
  writeFileSync(file, estates === 'one' ? text : text.replace(/^estate = "(.*)"$/gm, (_, name) => `estate = "${name}${number += 1}号"`));
  return file;
}

export class Fleet {
  // options: those of liftguard-fleet, e.g. {boxes: 200, rate: 50}; port: the boxes' door, if it is not the broker's own
  static async start(chain, { port = chain.boxesPort, name = 'fleet', ...options }) {
    const fleet = new Fleet();
    fleet.ledgerFile = chain.path(`${name}.ledger.jsonl`);
    fleet.controlFile = chain.path(`run/${name}.control`);
    fleet.log = chain.path(`logs/${name}.log`);
    const all = {
      broker: `localhost:${port}`, ca: chain.path('pki/services-ca.crt'), authority: chain.path('pki/boxes-ca'),
      ledger: fleet.ledgerFile, control: fleet.controlFile, duration: 600, drain: 0, ...options,
    };
    const args = Object.entries(all).flatMap(([key, value]) => [value].flat().flatMap((one) => [`--${key}`, String(one)]));
    const { child } = await startServer(name, program, args, { log: fleet.log, readyFile: chain.path(`run/${name}`), limitMs: 60_000 });
    fleet.child = child;
    chain.fleets.push(fleet);
    return fleet;
  }

  // One order; its answer.
  order(line) {
    return new Promise((resolve, reject) => {
      const socket = createConnection(this.controlFile, () => socket.end(`${line}\n`));
      let text = '';
      socket.on('data', (data) => { text += data; });
      socket.on('error', reject);
      socket.on('end', () => {
        const answer = JSON.parse(text);
        if (answer.error) reject(new Error(`${line}: ${answer.error}`));
        else resolve(answer);
      });
    });
  }

  report() { return this.order('report'); }
  ledger() { return jsonLines(this.ledgerFile); }
  stop() { return this.child.stop('SIGTERM', 10_000); }
}
