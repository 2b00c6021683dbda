// The Debian packages as an administrator meets them: built, installed into a scratch root (by dpkg itself, as a root that
// fakeroot plays), upgraded, removed and purged; and the units in them, as the service manager judges them.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { build, root } from './harness/chain.mjs';

const UNITS = ['liftguard-box', 'liftguard-gateway', 'liftguard-platform', 'liftguard-signer', 'liftguard-database', 'liftguard-alarm-broker', 'liftguard-backup'];
const WAITING = ['liftguard-alarm-broker.service', 'liftguard-backup.timer'];  // for an operator to enable them
const MOST_EXPOSURE = 2.0;  // of `systemd-analyze security`, 0 to 10
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8' };

const folder = mkdtempSync(join(tmpdir(), 'liftguard-packages-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const packages = join(folder, 'packages');
const scratch = join(folder, 'root');
const inScratch = (path) => join(scratch, path);

const run = (command, ...args) => execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

// As root, or what looks like it to the program: owners are kept in a file from one call to the next.
function asRoot(...command) {
  const owners = join(folder, 'owners');
  writeFileSync(owners, '', { flag: 'a' });
  return run('fakeroot', '-i', owners, '-s', owners, '--', ...command);
}
// dpkg on the scratch root. What the packages depend on is this machine's, so that is not asked for there.
const dpkg = (...args) => asRoot('dpkg', `--root=${scratch}`, '--log=/dev/null', '--force-not-root', '--force-depends',
  '--force-script-chrootless', '--force-confold', '--force-unsafe-io', ...args);

const deb = (name) => {
  const file = readdirSync(packages).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'));
  assert.ok(file, `no package ${name}`);
  return join(packages, file);
};
const owned = (path) => asRoot('stat', '-c', '%a %U %G', inScratch(path)).trim();
// The names of users and groups are the scratch root's own.
function ownedByName(path) {
  const [mode, user, group] = asRoot('stat', '-c', '%a %u %g', inScratch(path)).trim().split(' ');
  const name = (file, id) => readFileSync(inScratch(file), 'utf8').split('\n').map((line) => line.split(':')).find((entry) => entry[2] === id)?.[0];
  return `${mode} ${name('etc/passwd', user)} ${name('etc/group', group)}`;
}

const groupId = (name) => readFileSync(inScratch('etc/group'), 'utf8').split('\n').map((line) => line.split(':')).find((entry) => entry[0] === name)[2];

test('the packages are built', { timeout: 300_000 }, () => {
  mkdirSync(packages);
  run(join(root, 'deploy/debian/pack.sh'), 'amd64', build, packages);
  const names = ['liftguard-box', 'liftguard-gateway', 'liftguard-platform', 'liftguard-signer', 'liftguard-tools'];
  for (const name of names) {
    assert.match(run('dpkg-deb', '-f', deb(name), 'Depends'), /libc6 \(>= .*libstdc\+\+6 \(>= /, name);
    const entries = run('dpkg-deb', '-c', deb(name)).trim().split('\n');
    assert.equal(entries.filter((entry) => entry.split(/\s+/)[1] !== 'root/root').length, 0, `${name}: not root's`);
    assert.equal(entries.filter((entry) => /^.{8}w/.test(entry) && !entry.startsWith('l')).length, 0, `${name}: anybody may write`);
    assert.equal(entries.filter((entry) => / -> /.test(entry)).length, 0, `${name}: a link out of the package`);
  }
  assert.match(run('dpkg-deb', '-f', deb('liftguard-box'), 'Depends'), /libpaho-mqttpp3-1/);
});

// What a package's scripts tell the service manager, and when: the condition and the call behind it.
function told(name) {
  const tree = join(folder, `scripts-${name}`);
  run('dpkg-deb', '-e', deb(name), tree);
  const calls = (script) => (existsSync(join(tree, script)) ? readFileSync(join(tree, script), 'utf8').replaceAll("'", '') : '')
    .split(/^(?=\s*if )/m).filter((block) => block.includes('deb-systemd-invoke'));
  return { preinst: calls('preinst'), prerm: calls('prerm'), postinst: calls('postinst') };
}

test('an upgrade stops nothing that nobody starts again; a removal stops everything', () => {
  const units = { 'liftguard-box': ['box.service'], 'liftguard-gateway': ['gateway.service', 'alarm-broker.service'],
    'liftguard-signer': ['signer.service', 'crl.path'], 'liftguard-platform': ['platform.service', 'backup.timer', 'backup.service', 'database.service'] };
  for (const [name, theirs] of Object.entries(units)) {
    const { preinst, prerm, postinst } = told(name);
    assert.deepEqual(preinst, [], `${name}: before an upgrade`);
    for (const block of prerm) assert.match(block, /"\$1" = remove \]/, name);
    for (const unit of theirs) assert.ok(prerm.some((block) => / stop /.test(block) && block.includes(` liftguard-${unit} `)), `${name}: ${unit} outlives its package`);
    for (const unit of WAITING) assert.ok(!postinst.some((block) => / (start|restart|\$_dh_action) /.test(block) && block.includes(unit)), `${unit} is started`);
  }
  assert.ok(told('liftguard-gateway').postinst.some((block) => block.includes(' try-restart liftguard-alarm-broker.service ')), 'the broker for alarms stays the old one');
});

test('they install into an empty root, with users, folders and units in place', { timeout: 120_000 }, () => {
  for (const made of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'etc']) mkdirSync(inScratch(made), { recursive: true });
  for (const file of ['status', 'available']) writeFileSync(inScratch(`var/lib/dpkg/${file}`), '');
  writeFileSync(inScratch('etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(inScratch('etc/group'), 'root:x:0:\n');
  dpkg('-i', ...readdirSync(packages).filter((name) => name.endsWith('.deb')).map((name) => join(packages, name)));

  assert.equal(ownedByName('var/lib/liftguard'), '755 root root');
  assert.equal(ownedByName('var/lib/liftguard/box'), '700 liftguard-box liftguard-box');
  assert.equal(ownedByName('var/lib/liftguard/slots'), '700 liftguard-box liftguard-box');
  assert.equal(ownedByName('var/lib/liftguard/server'), '770 root liftguard');
  assert.equal(ownedByName('etc/liftguard/gateway.toml'), '640 root liftguard');
  assert.equal(ownedByName('etc/liftguard/platform.toml'), '640 root liftguard');
  for (const user of ['gateway', 'platform', 'signer']) {
    assert.match(readFileSync(inScratch('etc/passwd'), 'utf8'), new RegExp(`^liftguard-${user}:x:\\d+:${groupId('liftguard')}:`, 'm'));
  }
  for (const unit of ['box', 'gateway', 'platform', 'signer']) {
    assert.ok(readdirSync(inScratch('etc/systemd/system/multi-user.target.wants')).includes(`liftguard-${unit}.service`), unit);
  }
  const enabled = readdirSync(inScratch('etc/systemd/system'), { recursive: true }).map((entry) => entry.split('/').at(-1));
  assert.ok(enabled.includes('liftguard-crl.path'), 'a renewed list would not be read');
  for (const unit of WAITING) {
    assert.ok(existsSync(inScratch(`lib/systemd/system/${unit}`)), unit);
    assert.ok(!enabled.includes(unit), `${unit} is enabled`);
  }
  for (const program of ['lib/liftguard/liftguard-boot', ...['monitor', 'gateway', 'signer', 'platform', 'admin', 'replay', 'image', 'simulate']
    .map((name) => `bin/liftguard-${name}`)]) {
    assert.equal(owned(`usr/${program}`), '755 root root');
    run(inScratch(`usr/${program}`), '--help');
  }
  assert.equal(owned('usr/bin/liftguard-backup'), '755 root root');
  assert.equal(ownedByName('var/backups/liftguard'), '750 liftguard-platform liftguard');
  for (const page of ['index.html', 'index.html.br']) assert.ok(existsSync(inScratch(`usr/share/liftguard/web/${page}`)), page);
  assert.doesNotMatch(readFileSync(inScratch('usr/share/liftguard/mosquitto/mosquitto.conf'), 'utf8'), /@[A-Z_]+@/);
});

test('F7: brokers, HAProxy and kernel get their sizes from the packages', () => {
  const shipped = (path) => readFileSync(inScratch(path), 'utf8');
  const source = (path) => readFileSync(join(root, 'deploy', path), 'utf8');
  for (const unit of ['mosquitto', 'haproxy']) {
    assert.equal(shipped(`lib/systemd/system/${unit}.service.d/liftguard.conf`), source(`systemd/${unit}.service.d/liftguard.conf`));
  }
  assert.equal(shipped('usr/lib/sysctl.d/60-liftguard.conf'), source('sysctl/60-liftguard.conf'));
  for (const broker of ['mosquitto', 'alarm']) {
    const configuration = shipped(`usr/share/liftguard/mosquitto/${broker}.conf`);
    assert.doesNotMatch(configuration, /@[A-Z_]+@/);
    assert.deepEqual(configuration.match(/^max_connections \d+$/gm), source(`mosquitto/${broker}.conf.in`).match(/^max_connections \d+$/gm));
  }
  run('haproxy', '-c', '-f', inScratch('usr/share/liftguard/haproxy/haproxy.cfg'));
});

test('their configuration files are taken by their programs', () => {
  const platform = readFileSync(inScratch('etc/liftguard/platform.toml'), 'utf8').replaceAll(/"([^"]*)\/(var|usr)\//g, `"$1${scratch}/$2/`);
  const file = join(folder, 'platform.toml');
  writeFileSync(file, platform);
  run(inScratch('usr/bin/liftguard-admin'), 'migrate', '--config', file);
  assert.ok(existsSync(inScratch('var/lib/liftguard/server/liftguard.db')));
  run(inScratch('usr/bin/liftguard-backup'), 'keep', join(folder, 'backups'), '--config', file);
  assert.equal(readdirSync(join(folder, 'backups')).filter((name) => name !== '.lock').length, 1);
  // The box's example is good as it is; what `check` then misses is what a person brings to the box.
  const box = inScratch('usr/share/doc/liftguard-box/examples/box.toml');
  assert.match(readFileSync(box, 'utf8'), /^key = "\/var\/lib\/liftguard\/box\/LG-000001\.key"$/m);
  assert.notEqual(spawnSync(inScratch('usr/bin/liftguard-monitor'), ['check', '--config', box]).status, 2);
  // The gateway's asks for nothing but the certificates, which no package brings.
  const gateway = spawnSync(inScratch('usr/bin/liftguard-gateway'), ['--config', inScratch('etc/liftguard/gateway.toml')], { encoding: 'utf8' });
  assert.equal(gateway.status, 2);
  assert.match(gateway.stderr, /broker\.ca: \/etc\/liftguard\/pki\/services-ca\.crt cannot be read/);
});

// A box that is told of the door for alarms takes it first: where no gateway listens behind it the alarm waits in vain.
test('F3: the box knows a door for alarms in its example only if the gateway has the broker behind it in its own', () => {
  const box = readFileSync(inScratch('usr/share/doc/liftguard-box/examples/box.toml'), 'utf8');
  const gateway = readFileSync(inScratch('etc/liftguard/gateway.toml'), 'utf8');
  assert.equal(/^alarm_port/m.test(box), /^\[alarm_broker\]/m.test(gateway));
});

test('E10: a reload has each broker read the list of revoked boxes anew', () => {
  const unit = readFileSync(inScratch('lib/systemd/system/liftguard-alarm-broker.service'), 'utf8');
  const reload = /^ExecReload=(\S+) -HUP \$MAINPID$/m.exec(unit)?.[1];
  assert.ok(reload, 'the broker for alarms cannot be reloaded');
  assert.match(run('dpkg-deb', '-f', deb('liftguard-gateway'), 'Depends'), /\bprocps\b/);  // whose `kill` that is
  assert.ok(/^ExecPaths=(.*)$/m.exec(unit)[1].split(' ').includes(reload), `${reload} may not be executed`);
});

test('every unit is understood whole, and exposes no more than 2.0', () => {
  for (const file of readdirSync('/lib/systemd/system')) {  // what they are ordered by
    if (/\.(target|slice|mount|socket)$/.test(file)) cpSync(join('/lib/systemd/system', file), inScratch(`lib/systemd/system/${file}`), { dereference: true });
  }
  for (const theirs of ['usr/sbin/mosquitto', 'bin/kill', 'usr/bin/systemctl']) {  // programs of packages that are not in this root
    mkdirSync(join(inScratch(theirs), '..'), { recursive: true });
    writeFileSync(inScratch(theirs), '', { mode: 0o755 });
  }
  for (const unit of [...UNITS.map((name) => `${name}.service`), ...WAITING, 'liftguard-crl.path', 'liftguard-crl.service']) {
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', `--root=${scratch}`, unit], { encoding: 'utf8', env });
    assert.equal(verified.stderr, '', unit);
    assert.equal(verified.status, 0, unit);
  }
  for (const unit of UNITS) {
    const judged = spawnSync('systemd-analyze',
      ['security', '--offline=true', `--root=${scratch}`, `--threshold=${Math.round(MOST_EXPOSURE * 10)}`, `${unit}.service`], { encoding: 'utf8', env });
    assert.equal(judged.status, 0, judged.stdout);
    assert.match(judged.stdout, /Overall exposure level for liftguard-[\w-]+\.service: \d\.\d/);
  }
});

// glibc's adjtimex() makes one of these calls. Lines of SystemCallFilter= count in their order, the later ones over the
// earlier; ProtectClock= puts a filter of its own over all of them.
test('D3: the box may ask the kernel whether the clock is disciplined, and may not set it', () => {
  const unit = readFileSync(inScratch('lib/systemd/system/liftguard-box.service'), 'utf8');
  const settings = unit.split('\n').filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/));
  const filters = settings.filter(([name]) => name === 'SystemCallFilter').map(([, value]) => value);
  assert.equal(filters.at(-1), 'adjtimex clock_adjtime clock_adjtime64');
  assert.deepEqual(settings.filter(([name, value]) => name === 'ProtectClock' && value !== 'no'), []);
  assert.deepEqual(settings.find(([name]) => name === 'CapabilityBoundingSet'), ['CapabilityBoundingSet', '', '']);
});

// The same package with a higher version and another default.
function nextVersion(name) {
  const tree = join(folder, `next-${name}`);
  run('dpkg-deb', '-R', deb(name), tree);
  const change = (file, from, to) => {
    const text = readFileSync(join(tree, file), 'utf8');
    assert.match(text, from);
    writeFileSync(join(tree, file), text.replace(from, to));
  };
  change('DEBIAN/control', /^Version: .*$/m, 'Version: 99.0');
  change('etc/liftguard/gateway.toml', /^\[sms\]$/m, '# another default\n[sms]');
  const out = join(folder, `${name}_99.0_amd64.deb`);
  run('dpkg-deb', '-Znone', '--root-owner-group', '-b', tree, out);
  return out;
}

test('an upgrade keeps what the operator wrote; remove keeps it too; purge keeps the data', { timeout: 120_000 }, () => {
  const config = inScratch('etc/liftguard/gateway.toml');
  const own = readFileSync(config, 'utf8').replace('8885', '9999');
  writeFileSync(config, own);
  const journal = inScratch('var/lib/liftguard/box/journal');
  writeFileSync(journal, 'an alarm that nobody has confirmed');

  dpkg('-i', nextVersion('liftguard-gateway'));
  assert.match(run('dpkg-query', `--admindir=${inScratch('var/lib/dpkg')}`, '-W', '-f', '${Version} ${db:Status-Status}', 'liftguard-gateway'), /^99\.0 installed$/);
  assert.equal(readFileSync(config, 'utf8'), own);
  assert.equal(ownedByName('etc/liftguard/gateway.toml'), '640 root liftguard');

  dpkg('--remove', 'liftguard-gateway', 'liftguard-box', 'liftguard-platform');
  assert.equal(readFileSync(config, 'utf8'), own);
  assert.ok(!existsSync(inScratch('usr/bin/liftguard-gateway')));

  dpkg('--purge', 'liftguard-gateway', 'liftguard-box', 'liftguard-platform');
  assert.ok(!existsSync(config));
  assert.ok(existsSync(journal));
  assert.ok(existsSync(inScratch('var/lib/liftguard/server/liftguard.db')));
});
