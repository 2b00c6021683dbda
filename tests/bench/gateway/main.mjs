// ./liftguard bench gateway [--quick] [ROW...]: every file beside this one is a row, or some that are measured together
// (docs/rules/bench.md). It exports async ({ quick, report }) => ..., and report(row, figures, unit, more) prints.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { progress, row } from '../measure.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const quick = process.argv.includes('--quick');
const wanted = process.argv.slice(2).filter((word) => word !== '--quick');
const files = readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'main.mjs').sort();
const unknown = wanted.find((name) => !files.includes(`${name}.mjs`));
if (unknown) throw new Error(`bench gateway: no row ${unknown} (${files.map((name) => name.slice(0, -4)).join(', ')})`);

for (const file of files) {
  if (wanted.length > 0 && !wanted.includes(file.slice(0, -4))) continue;
  progress(file.slice(0, -4));
  const { default: measure } = await import(join(folder, file));
  await measure({ quick, report: (name, figures, unit, more) => row('gateway', name, figures, unit, more) });
}
