// The script that puts a backup back (fault row B16), without the programs that run on it: whom it refuses, what it leaves of the
// former database, and every point at which it may be cut off.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { build, root } from './harness/chain.mjs';
import { Cluster } from './harness/cluster.mjs';
import { until } from './harness/processes.mjs';

const engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite';
const script = join(root, 'deploy/backup/backup.sh');
const admin = join(build, 'bin/liftguard-admin');
const isRoot = userInfo().uid === 0;
const NOBODY = 65534;
// What the script asks other programs for: each may be the last that it does.
const STEPS = ['cp', 'tar', 'rm', 'ln', 'mv', 'sync', 'chown', 'chmod', 'sqlite3', 'psql', 'pg_restore', 'liftguard-admin'];

const cluster = engine === 'postgresql' ? await Cluster.start() : null;
// In memory where there is room: some hundred syncs of a disk that others use take longer than all the rest.
const MEMORY = '/dev/shm';
const roomy = existsSync(MEMORY) && statfsSync(MEMORY).bavail * statfsSync(MEMORY).bsize > 256 * 1024 * 1024;
const folder = mkdtempSync(join(roomy ? MEMORY : tmpdir(), 'liftguard-restore-'));
test.after(async () => {
  await cluster?.stop();
  cluster?.remove();
  rmSync(folder, { recursive: true, force: true });
});

// A database with a backup, and something in it that the backup does not hold.
class Site {
  static count = 0;

  constructor() {
    this.folder = join(folder, `site-${++Site.count}`);
    mkdirSync(this.folder);
    this.file = join(this.folder, 'liftguard.db');
    this.url = `sqlite:${this.file}`;
    if (cluster) {
      cluster.psql('postgres', `create database site_${Site.count} owner liftguard`);
      this.url = cluster.url.replace(/\/liftguard$/, `/site_${Site.count}`);
    }
    this.config = join(this.folder, 'platform.toml');
    writeFileSync(this.config, `data = "."\n[database]\nurl = "${this.url}"\n`);
    this.must(admin, 'migrate', '--config', this.config);
    this.sql("insert into meta (key, value) values ('state', 'saved')");
    this.backup = join(this.folder, 'backup');
    this.script('save', this.backup);
    this.saved = this.incarnation();
    this.sql("update meta set value = 'former' where key = 'state'");
    this.sql("update meta set value = '00000000000000aa' where key = 'incarnation'");
  }

  must(command, ...args) {
    const done = spawnSync(command, args, { encoding: 'utf8' });
    assert.equal(done.status, 0, `${command}: ${done.stderr}`);
    return done.stdout.trim();
  }
  sql(command) {
    return cluster ? this.must('psql', '-XAtq', '-d', this.url, '-c', command) : this.must('sqlite3', this.file, command);
  }
  state() { return this.sql("select value from meta where key = 'state'"); }
  incarnation() { return this.sql("select value from meta where key = 'incarnation'"); }

  run(verb, path, { first = join(folder, 'none'), ...env } = {}) {
    return spawnSync(script, [verb, path, '--config', this.config],
      { encoding: 'utf8', detached: true, env: { ...process.env, PATH: `${first}:${process.env.PATH}`, LIFTGUARD_ADMIN: admin, ...env } });
  }
  script(verb, path, env) {
    const done = this.run(verb, path, env);
    assert.equal(done.status, 0, done.stderr);
    return done;
  }
  restored() {
    assert.equal(this.state(), 'saved');
    assert.ok(!['00000000000000aa', this.saved].includes(this.incarnation()), 'the boxes would take it for the one they knew');
  }
  refused(pattern, env) {
    const done = this.run('restore', this.backup, env);
    assert.equal(done.status, 1, done.stderr);
    assert.match(done.stderr, pattern);
    assert.equal(this.state(), 'former');
  }
}

// A folder of programs that come before the real ones.
function programs(name, scripts) {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [program, text] of Object.entries(scripts)) writeFileSync(join(path, program), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  return path;
}

const noWaiting = programs('no-waiting', { sleep: '' });

test(`B16: cut off before each of its steps a restore leaves the former database or the finished one, ${engine}`, { timeout: 120_000 }, () => {
  const count = join(folder, 'steps');
  const real = (name) => (name === 'liftguard-admin' ? admin : spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim());
  const first = programs('cut', Object.fromEntries(STEPS.map((name) => [name, `
    exec 7>>${count}.lock; flock 7
    n=$(($(cat ${count}) + 1)); echo $n >${count}
    [ $n != "$CUT_AT" ] || kill -9 0
    exec 7>&-
    exec ${real(name)} "$@"`])));
  const cut = (site, at) => {
    writeFileSync(count, '0');
    return site.run('restore', site.backup, { first, CUT_AT: String(at), LIFTGUARD_ADMIN: join(first, 'liftguard-admin') });
  };
  const site = new Site();
  assert.equal(cut(site, 0).status, 0);
  const steps = Number(readFileSync(count, 'utf8'));
  assert.ok(steps >= 6, `only ${steps} steps were seen`);
  site.restored();
  const left = { saved: 0, former: 0 };
  for (let at = 1; at <= steps; ++at) {
    site.sql("update meta set value = 'former' where key = 'state'");
    site.sql("update meta set value = '00000000000000aa' where key = 'incarnation'");
    assert.equal(cut(site, at).signal, 'SIGKILL', `step ${at}`);
    if (site.state() === 'saved') site.restored();
    else assert.equal(`${site.state()} ${site.incarnation()}`, 'former 00000000000000aa', `step ${at}`);
    ++left[site.state()];
  }
  assert.ok(left.saved > 0 && left.former > 0, JSON.stringify(left));
  site.script('restore', site.backup);  // what a cut left behind is in nobody's way
  site.restored();
});

test(`B16: a restore is refused while a program uses the database, ${engine}`, async (t) => {
  const site = new Site();
  const user = cluster ? spawn('psql', ['-X', site.url]) : spawn('sqlite3', [site.file]);
  t.after(() => user.kill());
  user.stdin.write('select 1;\n');
  await new Promise((resolve) => { user.stdout.once('data', resolve); });
  site.refused(cluster ? /in use by 127\.0\.0\.1 \(psql\)/ : /in use by sqlite3 \(pid \d+\)/, { first: noWaiting });
});

test('B16: a restore waits for a connection that is about to end', { skip: engine !== 'postgresql' }, async () => {
  const site = new Site();
  const user = spawn('psql', ['-XAtq', '-d', site.url, '-c', "select 'here'", '-c', 'select pg_sleep(3)']);
  await new Promise((resolve) => { user.stdout.once('data', resolve); });
  site.script('restore', site.backup);
  site.restored();
});

test(`B16: a restore is refused while a gateway of any machine holds a lease, and waits for one that was killed, ${engine}`, () => {
  const site = new Site();
  const join_ = (ms) => site.sql(`insert into gateway_members (epoch, name, process, wanted, joined_ms, expires_ms) values (7, 'elsewhere:1', '', '', 0, ${Math.floor(Date.now() + ms)})`);
  join_(3_600_000);
  site.refused(/these gateways live: elsewhere:1;/, { first: noWaiting });
  site.sql('delete from gateway_members');
  join_(1_500);
  const begun = Date.now();
  site.script('restore', site.backup);
  assert.ok(Date.now() - begun >= 1_000);
  site.restored();
});

test(`B16: a restore is refused while a service runs that has its configuration beside ours, ${engine}`, () => {
  const site = new Site();
  const systemctl = (state, place) => programs(`systemctl-${state}-${place === site.folder ? 'ours' : 'other'}`, { systemctl: `
    case "$*" in
      *ActiveState*platform*) echo ${state} ;;
      *ActiveState*) echo inactive ;;
      *ExecStart*) echo '{ path=/usr/bin/liftguard-platform ; argv[]=/usr/bin/liftguard-platform --config ${place}/platform.toml ; }' ;;
    esac` });
  site.refused(/these services run: liftguard-platform;/, { first: systemctl('active', site.folder) });
  site.refused(/these services run: liftguard-platform;/, { first: systemctl('activating', site.folder) });
  site.script('restore', site.backup, { first: systemctl('active', '/etc/liftguard') });
});

test(`B16: a backup of before an upgrade comes back, and nothing of the later version stays, ${engine}`, () => {
  const site = new Site();
  site.sql('create table of_a_later_version (elevator bigint primary key references elevators (id))');
  site.script('restore', site.backup);
  site.restored();
  const tables = cluster ? "select count(*) from pg_tables where tablename = 'of_a_later_version'" : "select count(*) from sqlite_master where name = 'of_a_later_version'";
  assert.equal(site.sql(tables), '0');
});

// Somebody who was killed behind these commands, with what they wrote in the log alone.
async function killed(site, commands) {
  const writer = spawn('sqlite3', [site.file]);
  let said = '';
  writer.stdout.on('data', (text) => { said += text; });
  writer.stdin.write(`${commands};\nselect 'written';\n`);
  await until('something in the log', () => said.includes('written'), 5000, 20);
  await new Promise((resolve) => {
    writer.once('exit', resolve);
    writer.kill('SIGKILL');
  });
}

test('B16: the database keeps owner and mode, and the former one stays whole beside it', { skip: engine !== 'sqlite' }, async () => {
  const site = new Site();
  chmodSync(site.file, 0o660);
  if (isRoot) chownSync(site.file, NOBODY, NOBODY);
  await killed(site, "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; insert into meta values ('in the log', '1')");
  assert.ok(statSync(`${site.file}-wal`).size > 0);
  site.script('restore', site.backup);
  site.restored();
  const { mode, uid, gid } = statSync(site.file);
  assert.equal(mode & 0o777, 0o660);
  if (isRoot) assert.deepEqual([uid, gid], [NOBODY, NOBODY]);
  const aside = readdirSync(site.folder).filter((name) => name.startsWith('liftguard.db.'));
  assert.equal(aside.length, 1, aside.join(' '));
  assert.equal(site.must('sqlite3', join(site.folder, aside[0]), "select value from meta where key = 'in the log'"), '1');
});

test('B16, B14: a database that is none any more goes aside with its log; a lost one gets what its folder allows', { skip: engine !== 'sqlite' }, () => {
  const site = new Site();
  writeFileSync(site.file, 'no database');
  writeFileSync(`${site.file}-wal`, 'its log');
  site.script('restore', site.backup);
  site.restored();
  const logs = readdirSync(site.folder).filter((name) => /^liftguard\.db\.replaced-.*-wal$/.test(name));
  assert.equal(readFileSync(join(site.folder, logs[0]), 'utf8'), 'its log');
  rmSync(site.file);
  chmodSync(site.folder, 0o770);
  site.script('restore', site.backup);
  site.restored();
  assert.equal(statSync(site.file).mode & 0o777, 0o660);
});

const LOGS = {
  '-wal': "pragma journal_mode = wal; pragma wal_autocheckpoint = 0; update meta set value = 'in the log' where key = 'state'",
  '-journal': "pragma journal_mode = delete; pragma synchronous = off; begin; update meta set value = 'begun' where key = 'state'",
};
for (const [log, commands] of Object.entries(LOGS))
  test(`B16: a ${log} that outlived its database is not played into the restored one`, { skip: engine !== 'sqlite' }, async () => {
    const site = new Site();
    await killed(site, commands);
    assert.ok(statSync(site.file + log).size > 0);
    rmSync(site.file);
    site.script('restore', site.backup);
    site.restored();
    assert.ok(readdirSync(site.folder).some((name) => name.startsWith('liftguard.db.replaced-') && name.endsWith(log)));
  });

test('B16: clips that come back belong to whom their folder belongs, not to the numbers of another machine', { skip: engine !== 'sqlite' || !isRoot }, () => {
  const site = new Site();
  mkdirSync(join(site.folder, 'clips/ab'), { recursive: true });
  writeFileSync(join(site.folder, 'clips/ab/1.clip'), 'a clip', { mode: 0o640 });
  const made = join(site.folder, 'with-clips');
  site.script('save', made);
  rmSync(join(site.folder, 'clips'), { recursive: true });
  const parts = ['clips', 'clips/ab', 'clips/ab/1.clip'];
  for (const part of parts) chownSync(join(made, part), 4711, 4712);
  chownSync(site.folder, NOBODY, NOBODY);
  site.script('restore', made);
  for (const part of parts) assert.deepEqual([statSync(join(site.folder, part)).uid, statSync(join(site.folder, part)).gid], [NOBODY, NOBODY], part);
  assert.equal(statSync(join(site.folder, parts[2])).mode & 0o777, 0o640);
});

test('B16, E10: the authority goes on with the ledger and the list that it has; what it has lost comes back', { skip: engine !== 'sqlite' }, () => {
  const site = new Site();
  const pki = (name) => join(site.folder, 'pki', name);
  mkdirSync(pki('authority'), { recursive: true });
  for (const name of ['boxes.crl', 'authority/ledger', 'boxes-ca.crt']) writeFileSync(pki(name), 'of the backup');
  const made = join(site.folder, 'with-pki');
  site.script('save', made);
  for (const name of ['boxes.crl', 'authority/ledger']) writeFileSync(pki(name), 'of today');
  rmSync(pki('boxes-ca.crt'));
  site.script('restore', made);
  const held = Object.fromEntries(['boxes.crl', 'authority/ledger', 'boxes-ca.crt'].map((name) => [name, readFileSync(pki(name), 'utf8')]));
  assert.deepEqual(held, { 'boxes.crl': 'of today', 'authority/ledger': 'of today', 'boxes-ca.crt': 'of the backup' });
});

test(`the newest backups are kept, and one that fails leaves nothing and takes nothing, ${engine}`, () => {
  const site = new Site();
  const kept = join(site.folder, 'kept');
  for (const name of ['20260101T000000Z', '20260102T000000Z', '20260103T000000Z', 'by-hand', '20260104T000000Z.unfinished']) mkdirSync(join(kept, name), { recursive: true });
  const list = () => readdirSync(kept).filter((name) => name !== '.lock').sort();
  const full = programs('full', { df: 'echo Avail; echo 1000' });
  assert.match(site.run('keep', kept, { first: full, LIFTGUARD_KEEP: '2' }).stderr, /has no room for twice/);
  assert.deepEqual(list(), ['20260101T000000Z', '20260102T000000Z', '20260103T000000Z', 'by-hand']);
  site.script('keep', kept, { LIFTGUARD_KEEP: '2' });
  const [old, fresh, other] = list();
  assert.deepEqual([old, other, list().length], ['20260103T000000Z', 'by-hand', 3]);
  assert.ok(existsSync(join(kept, fresh, 'SHA256SUMS')));
  assert.match(site.run('keep', kept, { LIFTGUARD_KEEP: '0' }).stderr, /no number from 1 up/);
});

test(`a backup made while the clock has gone back stays, and what lies in the future holds no place, ${engine}`, () => {
  const site = new Site();
  const kept = join(site.folder, 'kept');
  const ahead = ['20980101T000000Z', '20990101T000000Z'];
  for (const name of ['20260101T000000Z', '20260102T000000Z', ...ahead]) mkdirSync(join(kept, name), { recursive: true });
  const done = site.script('keep', kept, { LIFTGUARD_KEEP: '2' });
  assert.match(done.stderr, /these lie in the future, .*: 20990101T000000Z 20980101T000000Z$/m);
  const [old, fresh, ...others] = readdirSync(kept).filter((name) => name !== '.lock').sort();
  assert.equal(old, '20260102T000000Z');
  assert.ok(existsSync(join(kept, fresh, 'SHA256SUMS')));
  assert.deepEqual(others, ahead);
});

test(`a clip that is forgotten while it is copied fails no backup, and half a one is not in it, ${engine}`, () => {
  const site = new Site();
  const clips = join(site.folder, 'clips/ab');
  mkdirSync(clips, { recursive: true });
  for (const name of ['1.clip', '2.clip', '3.clip', '3.clip.new']) writeFileSync(join(clips, name), Buffer.alloc(64 * 1024, name));
  const forget = join(programs('forget', { clip: `rm -f ${clips}/2.clip` }), 'clip');
  const kept = join(site.folder, 'kept');
  site.script('save', kept, { TAR_OPTIONS: `--sort=name --checkpoint=1 --checkpoint-action=exec=${forget}` });
  assert.deepEqual(readdirSync(join(kept, 'clips/ab')).sort(), ['1.clip', '3.clip']);
  assert.deepEqual(readFileSync(join(kept, 'clips/ab/3.clip')), readFileSync(join(clips, '3.clip')));
});
