// The whole system in a temporary folder on free ports, as separate programs: what a kill test needs to hold in its hand.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { jsonLines, readFacts, select } from '../../oracle/facts.mjs';
import { Cluster } from './cluster.mjs';
import { freePorts } from './ports.mjs';
import { Child, killAllBut, startServer, until } from './processes.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const build = process.env.BUILD ?? join(root, 'build/release');
const program = (name) => join(build, 'bin', name);
const RESTART_MS = 300;

export class Chain {
  // engine: 'sqlite' or 'postgresql'; town: path of a town file; gateway: the gateway program (a planted bug has its own), or
  // the words of a command that ends with it; gatewayEnvironment: what it is told besides; bind: where the broker listens for
  // boxes; broker, gatewaySettings, platformSettings: more lines of their configuration, with @WORDS@ as in deploy/
  static async start({ engine = process.env.LIFTGUARD_CHAIN_DATABASE ?? 'sqlite', town = join(root, 'tests/integration/town.toml'),
    gateway = program('liftguard-gateway'), gatewayEnvironment = {}, bind = '127.0.0.1', broker = '',
    gatewaySettings = '', platformSettings = '' } = {}) {
    const chain = new Chain();
    Object.assign(chain, { bind, gatewayEnvironment, gatewayCommand: [gateway].flat() });
    chain.data = mkdtempSync(join(tmpdir(), 'liftguard-chain-'));
    for (const folder of ['broker', 'city', 'logs', 'run', 'config', 'lifts']) mkdirSync(join(chain.data, folder));
    [chain.boxesPort, chain.servicesPort, chain.cityPort, chain.httpPort, chain.observePort] = await freePorts(5);
    if (engine === 'postgresql') chain.cluster = await Cluster.start();
    // What was started must not outlive a start that fails.
    await chain.build(town, broker, { gateway: gatewaySettings, platform: platformSettings }).catch(async (error) => {
      await chain.stop().catch(() => {});
      await chain.remove();
      throw error;
    });
    return chain;
  }

  async build(town, broker, settings) {
    this.makeKeys();
    this.fill('mosquitto/mosquitto.conf.in', 'config/mosquitto.conf');
    appendFileSync(this.path('config/mosquitto.conf'), broker);
    for (const acl of ['boxes.acl', 'services.acl']) cpSync(join(root, 'deploy/mosquitto', acl), join(this.data, 'broker', acl));
    for (const name of ['platform', 'gateway']) {
      this.fill(`config/${name}.toml.in`, `config/${name}.toml`);
      appendFileSync(this.path(`config/${name}.toml`), this.filled(settings[name]));
    }
    appendFileSync(this.path('config/gateway.toml'), `\n[observe]\nlisten = "127.0.0.1:${this.observePort}"\n`);
    this.run('liftguard-admin', 'migrate', '--config', this.path('config/platform.toml'));
    this.run('liftguard-admin', 'seed', '--config', this.path('config/platform.toml'), '--town', town);
    await this.startBroker();
    await this.startCity();
    await this.startGateway();
    await this.startPlatform();
  }

  lifts = [];
  fleets = [];  // harness/fleet.mjs, for those whose ledgers are to be judged
  restarts = [];
  path(name) { return join(this.data, name); }
  get databaseFile() { return this.path('liftguard.db'); }  // where the engine is SQLite
  get database() { return this.cluster?.url ?? `sqlite:${this.databaseFile}`; }
  get url() { return `http://127.0.0.1:${this.httpPort}`; }
  get observed() { return `http://127.0.0.1:${this.observePort}`; }  // the gateway's metrics and probes
  run(name, ...args) { return execFileSync(program(name), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }); }

  // The first log-in of a role, as the seed wrote it.
  login(role) {
    const written = JSON.parse(readFileSync(this.path('logins.json'), 'utf8'));
    return (Array.isArray(written) ? written : written.logins).find((entry) => entry.role === role);
  }

  makeKeys() {
    const pki = this.path('pki');
    this.run('liftguard-signer', 'init', pki);
    this.run('liftguard-signer', 'broker', pki, '--host', 'localhost', '--out', pki);
    this.run('liftguard-signer', 'service', pki, 'gateway', '--out', pki);
  }

  // A configuration file out of deploy/, with its @WORDS@ filled in.
  fill(template, out, words = {}) {
    const filled = this.filled(readFileSync(join(root, 'deploy', template), 'utf8'), words, template);
    writeFileSync(this.path(out), filled.replace(`sqlite:${this.databaseFile}`, this.database));
  }

  filled(text, words = {}, name = 'the settings') {
    const all = {
      DATA: this.data, PKI: this.path('pki'), USER: userInfo().username, BOXES_PORT: this.boxesPort, BOXES_BIND: this.bind,
      SERVICES_PORT: this.servicesPort, CITY_PORT: this.cityPort, HTTP_PORT: this.httpPort, WEB: join(build, 'web/dist'), ...words,
    };
    return text.replace(/@([A-Z_]+)@/g, (_, word) => {
      if (!(word in all)) throw new Error(`${name}: @${word}@ has no value`);
      return all[word];
    });
  }

  async startBroker() {
    this.broker = new Child('mosquitto', 'mosquitto', ['-c', this.path('config/mosquitto.conf')],
      { log: this.path('logs/mosquitto.log'), env: { PATH: `${process.env.PATH}:/usr/sbin` } });
  }

  async server(name, command, args, env) {
    const { child } = await startServer(name, command, args, { log: this.path(`logs/${name}.log`), readyFile: this.path(`run/${name}`), env });
    this[name] = child;
  }

  startCity() { return this.server('city', program('liftguard-city'), ['--listen', `127.0.0.1:${this.cityPort}`, '--log', this.path('city/accepted.jsonl')]); }
  // environment: what this one alone is told.
  startGateway(environment = {}) {
    const [command, ...args] = this.gatewayCommand;
    return this.server('gateway', command, [...args, '--config', this.path('config/gateway.toml')], { ...this.gatewayEnvironment, ...environment });
  }
  startPlatform() { return this.server('platform', program('liftguard-platform'), ['--config', this.path('config/platform.toml')]); }

  // A box's certificate without a box.
  addIdentity(monitor) {
    const lift = { monitor, folder: this.path(`lifts/${monitor}`) };
    mkdirSync(lift.folder, { recursive: true });
    this.run('liftguard-signer', 'box', this.path('pki'), monitor, '--out', lift.folder);
    return lift;
  }

  // A simulated car and its box. speed: simulated seconds a second; box: the command that runs the monitor; settings:
  // more of its configuration; port: where it finds the broker.
  async addLift(monitor, { scenario = 'entrapments', seed = 1, speed = 20, box = [program('liftguard-monitor')], settings = '', port = this.boxesPort } = {}) {
    const lift = { ...this.addIdentity(monitor), command: box, socket: this.path(`run/${monitor}.sock`) };
    this.fill('config/monitor.toml.in', `config/${monitor}.toml`, { MONITOR: monitor, BOXES_PORT: port });
    appendFileSync(this.path(`config/${monitor}.toml`), settings);
    lift.ledger = join(lift.folder, 'ledger.jsonl');
    lift.confirmLog = join(lift.folder, 'confirmed.jsonl');
    lift.control = this.path(`run/${monitor}.control`);
    const started = await startServer(`car-${monitor}`, program('liftguard-simulate'),
      [scenario, '--live', '--listen', `unix:${lift.socket}`, '--control', `unix:${lift.control}`, '--seed', String(seed),
        '--speed', String(speed), '--ledger', lift.ledger, '--monitor', monitor],
      { log: this.path(`logs/car-${monitor}.log`), readyFile: this.path(`run/car-${monitor}`) });
    lift.car = started.child;
    this.lifts.push(lift);
    this.startBox(lift);
    return lift;
  }

  startBox(lift) {
    const [command, ...args] = lift.command;
    lift.box = new Child(`box-${lift.monitor}`, command, [...args, '--config', this.path(`config/${lift.monitor}.toml`)],
      { log: this.path(`logs/box-${lift.monitor}.log`) });
  }

  // Says a word to a simulated car: `free` opens its door at a landing, `calm` lets nobody be trapped any more.
  control(lift, word) {
    const socket = connect(lift.control, () => socket.end(`${word}\n`));
    socket.on('error', () => {});  // the car was told before, or has ended
  }

  // The crew of an order opens the car's door, once for each entrapment that was told: those of the next entrapment,
  // whose alarm is still on its way, are not let out by a crew that nobody sent (RS-13 makes no order of those).
  free(elevatorCode) {
    const { monitor, told } = this.sql(`select b.monitor, (select count(*) from alarms a where a.monitor = b.monitor and a.kind = 1) told
      from bindings b join elevators e on e.id = b.elevator_id where e.code = '${elevatorCode}' and b.until_ms is null`)[0];
    const lift = this.lifts.find((one) => one.monitor === monitor);
    if (!lift) return;  // a fleet's passengers are let out by its plan
    const freed = jsonLines(lift.ledger).filter((line) => line.ledger === 'freed').length;
    if (freed < told) this.control(lift, 'free');
  }

  // more: `resources` (tests/oracle/facts.mjs)
  facts(more = {}) {
    return readFacts({ ...more, rawFolder: this.path('bulk'),
      database: this.database, smsLog: this.path('city/accepted.jsonl'), ledgers: [...this.lifts.map((lift) => lift.ledger), ...this.fleets.map((fleet) => fleet.ledgerFile)],
      confirmLogs: this.lifts.map(({ monitor, confirmLog }) => ({ monitor, file: confirmLog })),
    });
  }

  // A plain SQL question to the database, read-only, by a program that is not ours.
  sql(query) { return select(this.database, query); }

  // As a service manager does: starts the server (`gateway`, `platform`) again when it has ended by itself. The times at which
  // it had to are in `restarts`.
  keepRunning(name) {
    const start = { gateway: () => this.startGateway(), platform: () => this.startPlatform() }[name];
    const loop = async () => {
      for (;;) {
        await this[name].end;
        await delay(RESTART_MS);
        if (this.stopped) return;
        this.restarts.push({ name, at: Date.now() });
        await start().catch(() => {});  // what it needs may be away yet
      }
    };
    loop();
  }

  // Ends everything but the database's own server, which the oracle still asks; remove() ends that.
  async stop() {
    this.stopped = true;
    const children = [...this.lifts.flatMap((lift) => [lift.box, lift.car]), this.platform, this.gateway, this.city, this.broker];
    await Promise.all(children.filter(Boolean).map((child) => child.stop()));
  }

  // Ends what a test that has failed left running (a process more, and the test never ends) and removes the folders, unless somebody
  // wants to look at them (KEEP=1).
  async remove() {
    this.stopped = true;
    await killAllBut(this.cluster?.server);
    await this.cluster?.stop();
    if (process.env.KEEP) {
      console.log(`kept: ${[this.data, this.cluster?.folder].filter(Boolean).join(' ')}`);
      return;
    }
    this.cluster?.remove();
    rmSync(this.data, { recursive: true, force: true });
  }
}

export { until };
