// The boxes' doors of a city beside a chain that has the broker's own only: HAProxy in front of it as deploy/haproxy says, and
// the broker for alarms with its own door.
import { appendFileSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { root } from './chain.mjs';
import { freePorts } from './ports.mjs';
import { Child, until } from './processes.mjs';

const env = { PATH: `${process.env.PATH}:/usr/sbin` };

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

export class Doors {
  // settings: words of haproxy.cfg without their LG_, e.g. {ADMITTED: 100}
  static async open(chain, settings = {}) {
    const doors = new Doors();
    doors.chain = chain;
    [doors.boxes, doors.alarms, doors.alarmBroker, doors.alarmServices, doors.stats] = await freePorts(5);
    mkdirSync(chain.path('alarm-broker'));
    chain.fill('mosquitto/alarm.conf.in', 'config/alarm.conf', { ALARM_BOXES_PORT: doors.alarmBroker, ALARM_SERVICES_PORT: doors.alarmServices });
    doors.broker = new Child('alarm-broker', 'mosquitto', ['-c', chain.path('config/alarm.conf')], { log: chain.path('logs/alarm-broker.log'), env });
    const local = (port) => `127.0.0.1:${port}`;
    const words = {
      BOXES: local(doors.boxes), BROKER: local(chain.boxesPort), ALARMS: local(doors.alarms), ALARM_BROKER: local(doors.alarmBroker),
      STATS: local(doors.stats), USER: userInfo().username, MAXCONN: 3_000, BOXES_MAX: 2_500, ...settings,
    };
    const environment = Object.fromEntries(Object.entries(words).map(([word, value]) => [`LG_${word}`, String(value)]));
    // Two descriptors a session: more than a shell usually has.
    const more = `ulimit -n ${words.MAXCONN * 2 + 1000} 2>/dev/null || ulimit -n "$(ulimit -Hn)"`;
    doors.proxy = new Child('haproxy', 'bash', ['-c', `${more}; exec haproxy -db -f "$0"`, join(root, 'deploy/haproxy/haproxy.cfg')],
      { log: chain.path('logs/haproxy.log'), env: { ...env, ...environment } });
    const ports = [doors.boxes, doors.alarms, doors.alarmServices];
    await until('the doors to open', async () => (await Promise.all(ports.map(accepts))).every(Boolean)).catch(async (error) => {
      await doors.close();  // what was started must not outlive a start that fails
      throw error;
    });
    await doors.tellGateway();
    return doors;
  }

  async tellGateway() {
    await this.chain.gateway.stop();
    appendFileSync(this.chain.path('config/gateway.toml'), `\n[alarm_broker]\nhost = "localhost"\nport = ${this.alarmServices}\n`);
    await this.chain.startGateway();
  }

  // Options of liftguard-fleet for boxes that come by these doors.
  get forFleet() { return { port: this.boxes, 'alarm-broker': `localhost:${this.alarms}` }; }

  // One number of HAProxy's metrics.
  async metric(name, proxy) {
    const text = await (await fetch(`http://127.0.0.1:${this.stats}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes(`proxy="${proxy}"`));
    return Number(line?.split(' ').at(-1));
  }

  async close() { await Promise.all([this.proxy.stop(), this.broker.stop()]); }
}
