// timer_lateness_p99: from when a limit was due to when its passing was committed, of 10,000 limits that fall due within one
// second among 100,000 armed timers; with how long another writer waited meanwhile.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../integration/harness/chain.mjs';
import { Cluster } from '../../integration/harness/cluster.mjs';

export default async function measure({ quick, report }) {
  for (const engine of ['sqlite', 'postgresql']) {
    const folder = mkdtempSync(join(tmpdir(), 'liftguard-bench-'));
    const cluster = engine === 'postgresql' ? await Cluster.start({ onDisk: true }) : undefined;
    const database = cluster?.url ?? `sqlite:${join(folder, 'liftguard.db')}`;
    try {
      const due = quick ? 1_000 : 10_000;
      const told = execFileSync(join(build, 'bin/liftguard-bench-timers'), ['--database', database, '--due', String(due)], { encoding: 'utf8' });
      const { p99, ...more } = JSON.parse(told);
      report('timer_lateness_p99', [p99], 'ms', { engine, due, ...more });
    } finally {
      await cluster?.stop();
      cluster?.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
