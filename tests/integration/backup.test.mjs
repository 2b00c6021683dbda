// A restore of an older backup (fault row B16): what boxes were told after it and have ticked off comes back, because the restored
// database is another one to them. On both engines, with the programs that an operator uses.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Chain, build, root, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { judged, settle } from './harness/verdict.mjs';

const engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite';
const ALARMS = Number(process.env.ALARMS ?? 60);
const script = join(root, 'deploy/backup/backup.sh');

const backup = (chain, verb, folder) => execFileSync(script, [verb, folder, '--config', chain.path('config/platform.toml')],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LIFTGUARD_ADMIN: join(build, 'bin/liftguard-admin') } });
const alarms = (chain) => chain.sql('select count(*) n from monitor_events where lane = 0')[0].n;
// Of each lane the highest number that its box has been told is safe.
const marks = (facts) => facts.confirmations.filter((line) => line.lane === 0).map((line) => line.contiguous);

test(`B16: back up, ${ALARMS} alarms, confirm, restore: not one is lost, ${engine}`, { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start({ engine });
  t.after(() => chain.remove());
  const crew = await Crew.start(chain);
  for (let number = 1; number <= 6; ++number) await chain.addLift(`LG-00000${number}`, { seed: number, speed: 40 });

  await until('some alarms before the backup', () => alarms(chain) >= 6, 30_000, 100);
  const folder = chain.path('backup');
  backup(chain, 'save', folder);  // under load
  const saved = alarms(chain);
  await until(`${ALARMS} alarms after it`, () => alarms(chain) >= saved + ALARMS, 120_000, 200);
  await settle(t, chain);
  await crew.stop();
  const before = chain.facts();
  assert.ok(Math.max(...marks(before)) > 1, 'nothing was confirmed: nothing was tried');

  assert.throws(() => backup(chain, 'restore', folder), /the database is in use by/);
  await chain.gateway.stop();
  await chain.platform.stop();
  backup(chain, 'restore', folder);
  const restored = Date.now();
  const lost = before.events.length - chain.sql('select count(*) n from monitor_events')[0].n;
  assert.ok(lost >= ALARMS, `the backup is only ${lost} records behind`);
  await chain.startGateway();
  await chain.startPlatform();

  await until('every record to be back', () => alarms(chain) >= before.events.filter((event) => event.lane === 0).length, 60_000, 200);
  const again = await Crew.start(chain, { password: crew.password });
  await settle(t, chain);
  await again.stop();
  await chain.stop();
  judged(t, chain, {
    injected: { restores: 1, 'records behind': lost },
    allowed(facts) {
      // Of the time between backup and restore the alarms alone are promised; its notices are on the provider's list alone.
      facts.confirmations = facts.confirmations.filter((line) => line.lane === 0 || line.confirmed > restored);
      const ours = new Set(facts.notices.map((notice) => notice.key));
      const gone = new Set(before.accepted.map((line) => line.key).filter((key) => !ours.has(key)));
      facts.accepted = facts.accepted.filter((line) => !gone.has(line.key));
    },
  });
});

test(`B16, B14: a backup that was damaged is refused, and what is there stays, ${engine}`, async (t) => {
  const chain = await Chain.start({ engine });
  t.after(async () => {
    await chain.stop();
    await chain.remove();
  });
  const folder = chain.path('backup');
  backup(chain, 'save', folder);
  const copy = join(folder, engine === 'sqlite' ? 'liftguard.db' : 'liftguard.dump');
  const bytes = readFileSync(copy);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(copy, bytes);
  assert.throws(() => backup(chain, 'restore', folder), /not as it was saved/);
  assert.throws(() => backup(chain, 'save', folder), /is there already/);
  assert.equal(chain.sql('select count(*) n from elevators')[0].n, 6);
  assert.ok(existsSync(join(folder, 'pki')) && readdirSync(folder).length > 2);
});
