// A broker, a gateway and a database with many lifts, in a temporary folder on free ports: what the gateway's benches load.
import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chain, build, root } from '../../../integration/harness/chain.mjs';
import { Cluster } from '../../../integration/harness/cluster.mjs';
import { freePorts } from '../../../integration/harness/ports.mjs';

const bench = join(build, 'bin/liftguard-bench-gateway');

// The load speaks for every box over the services' door: one certificate, which no city has.
const LOADS_RIGHTS = `
user load
topic write lift/1/+/+/up/+
topic write lift/1/+/+/state
topic read lift/1/+/+/up/+
topic read lift/1/+/+/down
`;

export class City extends Chain {
  // engine: 'sqlite' or 'postgresql'; gateway: false leaves it out; settings: more of the gateway's configuration; database:
  // its [database] but for the URL; disk: mounts one for the database on the folder it is given, or says false
  static async open({ engine = 'sqlite', lifts = 2_000, gateway = true, settings = '', database = '', disk } = {}) {
    const city = new City();
    Object.assign(city, { bind: '127.0.0.1', gatewayEnvironment: {}, gatewayCommand: [join(build, 'bin/liftguard-gateway')] });
    city.data = mkdtempSync(join(tmpdir(), 'liftguard-bench-'));
    for (const folder of ['broker', 'city', 'logs', 'run', 'config', 'lifts']) mkdirSync(join(city.data, folder));
    [city.boxesPort, city.servicesPort, city.cityPort, city.httpPort] = await freePorts(4);
    mkdirSync(city.path('disk'));
    city.onSmallDisk = disk?.(city.path('disk')) ?? false;
    if (engine === 'postgresql') city.cluster = await Cluster.start({ onDisk: true });
    city.makeKeys();
    city.run('liftguard-signer', 'service', city.path('pki'), 'load', '--out', city.path('pki'));
    city.fill('mosquitto/mosquitto.conf.in', 'config/mosquitto.conf');
    for (const acl of ['boxes.acl', 'services.acl']) cpSync(join(root, 'deploy/mosquitto', acl), city.path(`broker/${acl}`));
    appendFileSync(city.path('broker/services.acl'), LOADS_RIGHTS);
    city.fill('config/gateway.toml.in', 'config/gateway.toml');
    const config = readFileSync(city.path('config/gateway.toml'), 'utf8').replace(`sqlite:${city.data}/liftguard.db`, city.database);
    writeFileSync(city.path('config/gateway.toml'), config.replace('[database]\n', `[database]\n${database}`) + settings);
    execFileSync(bench, ['populate', '--database', city.database, '--lifts', String(lifts)]);
    await city.startBroker();
    if (!gateway) return city;
    await city.startCity();
    await city.startGateway();
    return city;
  }

  nextJournal = 1;
  get databaseFile() { return this.onSmallDisk ? this.onDisk('liftguard.db') : super.databaseFile; }
  onDisk(name) { return this.path(`disk/${name}`); }

  // Puts a load on the broker; what came of it. Options as liftguard-bench-gateway names them; true: without a value.
  load(options) {
    const pki = this.path('pki');
    const all = { port: this.servicesPort, ca: `${pki}/services-ca.crt`, certificate: `${pki}/load.crt`, key: `${pki}/load.key`, journal: this.nextJournal++, ...options };
    return run(['load', ...words(all)]).then(JSON.parse);
  }

  // Messages a second of the writer alone ('writer'), or of bare inserts ('bare').
  speed(verb, options) { return run([verb, ...words({ database: this.database, journal: this.nextJournal++, ...options })]).then(Number); }

  residentMib() {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.gateway.process.pid}/status`, 'utf8'))[1]) / 1024;
  }

  async close() {
    await this.stop();
    await this.cluster?.stop();
    this.cluster?.remove();
    if (this.onSmallDisk) execFileSync('umount', [this.path('disk')]);
    this.remove();
  }
}

const words = (options) => Object.entries(options).filter(([, value]) => value !== false)
  .flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [String(value)])]);

function run(args) {
  return new Promise((resolve, reject) => execFile(bench, args, { maxBuffer: 1 << 24 },
    (error, out, text) => error ? reject(new Error(`${args[0]}: ${text || error.message}`)) : resolve(out)));
}
