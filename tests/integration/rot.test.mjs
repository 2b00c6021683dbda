// Bits that flip in files at rest (fault row B14): the database's pages and its write-ahead log, PostgreSQL's pages, raw files, the file
// of suspects. FLIPS in the environment: how many of each kind.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, build, until } from './harness/chain.mjs';
import { slotsOf } from './harness/elsewhere.mjs';
import { random } from './harness/monkey.mjs';

const FLIPS = Number(process.env.FLIPS ?? 200);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const MONITORS = ['LG-000001', 'LG-000002', 'LG-000003'];
const PAGE = 8192;  // PostgreSQL's

// A chain that has stored some alarms and whose programs have ended, by `end(chain)`; the broker and the provider run on.
async function rested(t, end, engine = 'sqlite') {
  const chain = await Chain.start({ engine, gatewaySettings: slotsOf(MONITORS) });
  t.after(() => chain.remove());
  for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: index + 1, speed: 40 });
  await until('alarms and rides', () => {
    for (const lift of chain.lifts) chain.control(lift, 'free');
    return Number(chain.sql('select count(*) n from alarms')[0].n) >= 12 && rawFiles(chain).length > 0;
  }, 60_000, 100);
  await Promise.all(chain.lifts.flatMap(({ box, car }) => [box.kill9(), car.kill9()]));
  await end(chain);
  return chain;
}

const rawFiles = (chain) => (existsSync(chain.path('bulk')) ? readdirSync(chain.path('bulk')).map((name) => chain.path(`bulk/${name}`)).filter((file) => statSync(file).size > 0) : []);

// Flips one bit of the file; where.
function flip(file, chance, from = 0) {
  const bytes = readFileSync(file);
  const at = from + Math.floor(chance() * (bytes.length - from));
  bytes[at] ^= 1 << Math.floor(chance() * 8);
  writeFileSync(file, bytes);
  return at;
}

// What the database says and no start of the gateway changes by itself; undefined: it cannot be read.
function contents(file) {
  try {
    const tables = ['monitor_events', 'alarms', 'lane_gaps', 'elevators', 'contacts'];
    const read = (table) => execFileSync('sqlite3', ['-readonly', file, `select * from ${table} order by 1, 2, 3, 4`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
    return tables.map(read).join('\n');
  } catch {
    return undefined;
  }
}

// The log up to the last commit before this byte (SQLite's file format: a header of 32 bytes with the size of a page and salts, then
// frames of 24 bytes and a page; a frame that ends a commit has a size of the database; those of an earlier log have other salts).
function commitsBefore(log, at) {
  const frame = 24 + log.readUInt32BE(8);
  let whole = 32;
  for (let start = 32; start + frame <= log.length && at >= start + frame; start += frame) {
    if (!log.subarray(start + 8, start + 16).equals(log.subarray(16, 24))) break;
    if (log.readUInt32BE(start + 4) > 0) whole = start + frame;
  }
  return log.subarray(0, whole);
}

// What the kept database says with no more of its log than this.
function contentsWith(kept, log) {
  const copy = `${kept}.prefix`;
  for (const one of ['', '-wal', '-shm']) rmSync(copy + one, { force: true });
  copyFileSync(kept, copy);
  writeFileSync(`${copy}-wal`, log);
  return contents(copy);
}

// What the gateway counts of this; 0 while it does not say.
async function counted(chain, name) {
  const text = await fetch(`${chain.observed}/metrics`).then((response) => response.text(), () => '');
  return Number(text.match(new RegExp(`^${name} (\\d+)`, 'm'))?.[1] ?? 0);
}

const DAMAGE = /integrity: |malformed|not a database|damaged/;

// Flips one bit after another of the file with this ending, each time in a fresh copy, and starts the gateway on it. What then says
// something else than before without a word is for `silent({at, after})` to judge, before the next.
async function flips(t, chain, ending, chance, silent) {
  const files = ['', '-wal', '-shm'].map((one) => chain.databaseFile + one).filter(existsSync);
  for (const file of files) copyFileSync(file, `${file}.kept`);
  const before = contents(chain.databaseFile);
  assert.ok(before, 'nothing to be damaged');
  const seen = { started: 0, found: 0, harmless: 0, silent: 0 };
  for (let i = 0; i < FLIPS; ++i) {
    for (const one of ['-wal', '-shm', '-journal']) rmSync(chain.databaseFile + one, { force: true });
    for (const file of files) copyFileSync(`${file}.kept`, file);
    const at = flip(chain.databaseFile + ending, chance);
    copyFileSync(chain.databaseFile + ending, chain.path('flipped'));
    const started = await chain.startGateway().then(() => true, () => false);
    if (started) {
      await until('the check at the start', async () => chain.gateway.exited || (await counted(chain, 'liftguard_database_integrity_checks_total')) > 0, 30_000);
      if (await counted(chain, 'liftguard_database_damaged')) await until('the gateway to end', () => chain.gateway.exited, 30_000);
      await delay(20);  // a thread that met a broken page is on its way out
    }
    const ended = !started || chain.gateway.exited;
    await chain.gateway.kill9();
    const told = () => DAMAGE.test(readFileSync(chain.path('logs/gateway.log'), 'utf8'));
    if (ended) await until(`the gateway to say why it ended of a bit at ${at}`, told);  // its last lines may come after its end
    const found = told();
    writeFileSync(chain.path('logs/gateway.log'), '');
    const after = contents(chain.databaseFile);
    seen.started += started;
    if (found) seen.found += 1;
    else if (after === before) seen.harmless += 1;
    else {
      seen.silent += 1;
      silent({ at, after });
    }
  }
  t.diagnostic(`seed ${seed}; injected ${FLIPS} bits: ${JSON.stringify(seen)}`);
  assert.ok(seen.started > 0, 'the gateway never started');
  return seen;
}

test(`B14: ${FLIPS} bits of the database's pages, SQLite: what breaks a page is found at the start, and the gateway ends`, { timeout: 1_800_000 }, async (t) => {
  const chain = await rested(t, (one) => Promise.all([one.gateway.stop(), one.platform.stop()]));
  const seen = await flips(t, chain, '', random(seed), ({ at }) => {
    const judged = execFileSync('sqlite3', [chain.path('flipped'), 'pragma integrity_check'], { encoding: 'utf8' }).trim();
    assert.equal(judged, 'ok', `bit at ${at}: a broken page was not found`);
  });
  assert.ok(seen.found > 0, 'nothing was found');
});

// A bad checksum ends the log there, as a write that a power cut has torn does: nothing tells the two apart, so what came behind it is
// gone without a word (`silent`), and nothing before it.
test(`B14: ${FLIPS} bits of the write-ahead log, SQLite: the gateway starts on what is whole`, { timeout: 1_800_000 }, async (t) => {
  const chain = await rested(t, (one) => Promise.all([one.gateway.kill9(), one.platform.kill9()]));
  const log = readFileSync(`${chain.databaseFile}-wal`);
  const whole = contents(chain.databaseFile);
  const kept = `${chain.databaseFile}.kept`;
  const seen = await flips(t, chain, '-wal', random(seed), ({ at, after }) => {
    assert.equal(after, contentsWith(kept, commitsBefore(log, at)), `bit at ${at} of ${log.length}: not what was committed before it`);
  });
  assert.equal(contentsWith(kept, log), whole);
  assert.ok(seen.silent + seen.harmless > 0, 'the gateway never went on');
});

test(`B14: ${FLIPS} bits of PostgreSQL's pages: each is found by who reads it, none gives a wrong answer`, { timeout: 1_800_000 }, async (t) => {
  const chain = await rested(t, (one) => Promise.all([one.gateway.stop(), one.platform.stop()]), 'postgresql');
  const { cluster } = chain;
  const dump = () => {
    try {
      // Its lines \restrict and \unrestrict hold a number drawn anew.
      return cluster.as('pg_dump', '-h', '127.0.0.1', '-p', String(cluster.port), '-U', 'postgres', '-d', 'liftguard', '--data-only').replace(/^\\(un)?restrict .*$/gm, '');
    } catch {
      return undefined;
    }
  };
  const tables = cluster.psql('liftguard', "select pg_relation_filepath(oid) from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0").split('\n');
  const before = dump();
  const chance = random(seed);
  const seen = { found: 0, harmless: 0 };
  await cluster.stop();
  for (let i = 0; i < Math.ceil(FLIPS / 10); ++i) {
    const file = join(cluster.data, tables[Math.floor(chance() * tables.length)]);
    const kept = readFileSync(file);
    flip(file, chance, 24);  // behind the first page's header
    const told = (() => { try { cluster.as('pg_checksums', '--check', '-D', cluster.data); return false; } catch { return true; } })();
    await cluster.begin();
    const after = dump();
    await cluster.stop();
    assert.ok(told, `${file}: not found, of ${kept.length / PAGE} pages`);
    assert.ok(after === undefined || after === before, `${file}: another answer`);
    seen[after === undefined ? 'found' : 'harmless'] += 1;  // an index's page, or one that no row needs
    writeFileSync(file, kept);
  }
  t.diagnostic(`seed ${seed}; pg_checksums found all of ${seen.found + seen.harmless} bits; the dump ${JSON.stringify(seen)}`);
  await cluster.begin();
});

test(`B14: ${FLIPS} bits of raw files and of the file of suspects: the damaged line is passed over, the gateway starts`, { timeout: 600_000 }, async (t) => {
  const chain = await rested(t, (one) => Promise.all([one.gateway.stop(), one.platform.stop()]));
  const chance = random(seed);
  const list = () => MONITORS.flatMap((monitor) => execFileSync(join(build, 'bin/liftguard-gateway'), ['--config', chain.path('config/gateway.toml'), 'raw', monitor], { encoding: 'utf8' }).trimEnd().split('\n'));
  const whole = new Set(list());
  const [file] = rawFiles(chain);
  const kept = readFileSync(file);
  for (let i = 0; i < Math.ceil(FLIPS / 4); ++i) {
    flip(file, chance);
    const left = list().filter((line) => !line.startsWith('没有'));
    assert.deepEqual(left.filter((line) => !whole.has(line)), [], 'a damaged line was shown');
    assert.ok(left.length >= Math.min(whole.size, 20) - 2, `${left.length} of ${whole.size} lines are left`);
    writeFileSync(file, kept);
  }
  const suspects = chain.path('ingest.suspects');
  assert.ok(statSync(suspects).size > 0);
  for (let i = 0; i < Math.ceil(FLIPS / 20); ++i) {
    flip(suspects, chance);
    await chain.startGateway();
    await chain.gateway.kill9();
  }
});
