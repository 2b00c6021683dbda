// E11 with real programs: a box that was provisioned with its own key and a certificate that ends in 30 days asks for
// the next one, the signer gives it, the box shows it to the broker and keeps it. Killed in between, it loses neither.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { build, Chain, until } from './harness/chain.mjs';
import { Child } from './harness/processes.mjs';

const GIVEN = 2; // gateway::certificates::State
const MONITOR = 'LG-000001';

test('a box renews its certificate', { timeout: 240_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(async () => {
    await chain.signer?.stop();
    await chain.stop();
    await chain.remove();
  });
  const startSigner = () => {
    chain.signer = new Child('signer', join(build, 'bin/liftguard-signer'), ['serve', chain.path('pki'), '--database', chain.database],
      { log: chain.path('logs/signer.log') });
  };

  // As docs/operators.md says it is done, but for 30 days.
  chain.addIdentity = (monitor) => {
    const folder = chain.path(`lifts/${monitor}`);
    mkdirSync(folder, { recursive: true });
    chain.fill('config/monitor.toml.in', `config/${monitor}.toml`, { MONITOR: monitor });
    const config = ['--config', chain.path(`config/${monitor}.toml`)];
    chain.run('liftguard-monitor', 'provision', ...config);
    chain.run('liftguard-signer', 'sign', chain.path('pki'), monitor, join(folder, `${monitor}.csr`), '--out', chain.path('signed'), '--days', '30');
    chain.run('liftguard-monitor', 'install', chain.path(`signed/${monitor}.crt`), ...config);
    return { monitor, folder };
  };
  const lift = await chain.addLift(MONITOR, { seed: 1 });
  const log = () => readFileSync(chain.path(`logs/box-${MONITOR}.log`), 'utf8');
  const requests = () => chain.sql('select state, valid_until_ms until from certificate_requests');
  const identity = join(lift.folder, 'identity');

  await until('the request to be in the database', () => requests().length === 1, 60_000, 200);
  await lift.box.kill9();
  startSigner();
  await until('the certificate to be given', () => requests()[0].state === GIVEN, 30_000, 200);
  chain.startBox(lift);
  await until('the new certificate to be in force', () => existsSync(join(identity, 'current')), 60_000, 200);
  assert.match(log(), /the new certificate is in force/);
  await lift.box.kill9();

  const shown = join(identity, readlinkSync(join(identity, 'current')), 'certificate.pem');
  const certificate = new X509Certificate(readFileSync(shown));
  assert.equal(certificate.subject, `CN=${MONITOR}`);
  assert.equal(Date.parse(certificate.validTo), Math.floor(requests()[0].until / 1000) * 1000);
  assert.ok(Date.parse(certificate.validTo) > Date.now() + 2 * 365 * 86_400_000);
  assert.equal(chain.sql(`select count(*) n from commands where monitor = '${MONITOR}'`)[0].n, 1);

  // The pair that it was provisioned with is needed no more: alarms come with the new one alone.
  rmSync(join(lift.folder, `${MONITOR}.crt`));
  rmSync(join(lift.folder, `${MONITOR}.key`));
  appendFileSync(chain.path(`logs/box-${MONITOR}.log`), '--- without the first pair\n');
  chain.startBox(lift);
  await until('the box to be connected', () => log().split('--- without the first pair')[1].includes('link: connected'), 30_000, 200);
  await until('an order', () => chain.sql('select count(*) n from orders')[0].n > 0, 120_000, 200);
});
