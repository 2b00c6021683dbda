// alarm_commit_p99_import: alarms beside 200 other messages a second, while a town of 60,000 lifts comes into the registry.
// import_s: how long it takes to come in under that load, on the same database.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../integration/harness/chain.mjs';
import { Child } from '../../integration/harness/processes.mjs';
import { City } from './harness/city.mjs';
import { writeTown } from './harness/town.mjs';

const LIFTS = 60_000;
const ALARMS = 20;  // a second

export default async function measure({ quick, report }) {
  for (const engine of quick ? ['sqlite'] : ['sqlite', 'postgresql']) await measureOn(engine, quick, report);
}

async function measureOn(engine, quick, report) {
  const seconds = quick ? 5 : 20;
  const most = quick ? 1 : 30;
  const city = await City.open({ engine, lifts: 1_000 + most * (seconds + 1) * ALARMS, database: `files = "."\n` });
  const results = [];
  try {
    const config = city.path('config/platform.toml');
    city.fill('config/platform.toml.in', 'config/platform.toml');
    writeFileSync(config, readFileSync(config, 'utf8').replace(/^url = .*$/m, `url = "${city.database}"`));
    await writeTown(city.path('town.toml'), LIFTS);
    const began = Date.now();
    const admin = new Child('admin', join(build, 'bin/liftguard-admin'), ['seed', '--config', config, '--town', city.path('town.toml')], { log: city.path('logs/admin.log') });
    let first = 1;
    while (!admin.exited && results.length < most) {
      results.push(await city.load({ first, boxes: 1_000, rate: 200, alarms: ALARMS, seconds }));
      first += (seconds + 1) * ALARMS;
    }
    if (admin.exited && admin.code !== 0) throw new Error(`the import failed: ${readFileSync(city.path('logs/admin.log'), 'utf8')}`);
    const took = (Date.now() - began) / 1000;
    if (!admin.exited) await admin.kill9();
    const unconfirmed = results.reduce((sum, { alarms }) => sum + alarms.unconfirmed, 0);
    if (unconfirmed > 0) throw new Error(`alarm_commit_p99_import: ${unconfirmed} alarms were never confirmed`);
    report('alarm_commit_p99_import', results.map(({ alarms }) => alarms.p99), 'ms', {
      engine, p50: Math.max(...results.map(({ alarms }) => alarms.p50)), max: Math.max(...results.map(({ alarms }) => alarms.max)),
      samples: results.reduce((sum, { alarms }) => sum + alarms.n, 0), ...(admin.code === 0 ? { import_s: Math.round(took) } : {}),
    });
  } finally {
    await city.close();
  }
}
