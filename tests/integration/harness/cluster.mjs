// A PostgreSQL cluster of a test, in a folder of its own, that can be killed, stopped and started again.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.mjs';
import { Child, until } from './processes.mjs';

const BIN = readdirSync('/usr/lib/postgresql', { withFileTypes: true }).map((entry) => `/usr/lib/postgresql/${entry.name}/bin`).sort().at(-1);

// PostgreSQL refuses to run as root: Debian's package brings a user for it.
const isRoot = userInfo().uid === 0;
const POSTGRES = isRoot ? ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'] : [];

// Where what a killed process leaves is the same as on a disk, and no other test's writing makes a recovery last half a minute.
const MEMORY = '/dev/shm';
const hasMemory = () => {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > 2 ** 30;
  } catch {
    return false;
  }
};

export class Cluster {
  // settings: further lines of its configuration, `name=value`. onDisk: for whoever measures it.
  static async start({ settings = [], onDisk = false } = {}) {
    const cluster = new Cluster();
    cluster.settings = settings;
    cluster.folder = mkdtempSync(join(!onDisk && hasMemory() ? MEMORY : tmpdir(), 'liftguard-cluster-'));
    if (isRoot) chownSync(cluster.folder, Number(execFileSync('id', ['-u', 'postgres'])), Number(execFileSync('id', ['-g', 'postgres'])));
    cluster.data = join(cluster.folder, 'data');
    [cluster.port] = await freePorts(1);
    cluster.as('initdb', '-D', cluster.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--data-checksums', '-N');
    await cluster.begin();
    cluster.psql('postgres', 'create role liftguard login');  // no superuser, as in any city's database
    cluster.psql('postgres', 'create database liftguard owner liftguard');
    return cluster;
  }

  get url() { return `postgresql://liftguard@127.0.0.1:${this.port}/liftguard`; }

  as(name, ...args) {
    return execFileSync('setpriv', [...POSTGRES, join(BIN, name), ...args], { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // As the server's administrator.
  psql(database, command) {
    return execFileSync(join(BIN, 'psql'), ['-XAtq', '-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', '-d', database, '-c', command],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  }

  // Runs the server and waits until it takes connections, which after a crash is when it has recovered.
  async begin() {
    const set = [`port=${this.port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${this.folder}`, 'max_connections=60', ...this.settings];
    this.server = new Child('postgres', join(BIN, 'postgres'), ['-D', this.data, ...set.flatMap((line) => ['-c', line])],
      { log: join(this.folder, 'server.log'), user: POSTGRES });
    await until('PostgreSQL to take connections', () => {
      if (this.server.exited) throw new Error(`PostgreSQL ended with ${this.server.code ?? this.server.signal}`);
      try { return this.psql('postgres', 'select 1') === '1'; } catch { return false; }
    }, 20_000, 50);
  }

  // Kills the postmaster and everyone of its children, as a machine that dies does, and waits until all are gone.
  async kill9() {
    const children = this.children();
    await this.server.kill9();
    for (const pid of children) try { process.kill(pid, 'SIGKILL'); } catch { /* it ended with its postmaster */ }
    await until('the back ends to be gone', () => children.every((pid) => !isAlive(pid)), 5000);
  }

  children() {
    return readFileSync(`/proc/${this.server.process.pid}/task/${this.server.process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  }

  // Kills one client's back end in the middle of whatever it does, which makes the server restart itself; none: it has none.
  killBackEnd() {
    const pid = this.psql('postgres', "select pid from pg_stat_activity where datname = 'liftguard' and pid <> pg_backend_pid() order by random() limit 1");
    if (pid === '') return undefined;
    process.kill(Number(pid), 'SIGKILL');
    return Number(pid);
  }

  // Ends the connections of all clients, politely: what they had begun is rolled back, what they had committed is not told.
  terminateAll() {
    return this.psql('postgres', "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'liftguard' and pid <> pg_backend_pid()");
  }

  async stop() {
    if (!this.server.exited) await this.server.stop('SIGINT', 10_000);  // "fast": clients are cut off
  }

  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}

function isAlive(pid) {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
