// A further gateway of a chain, as on another machine: in a process namespace of its own, so that the others can tell
// nothing of it but what stands in the database.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { build } from './chain.mjs';
import { startServer, until } from './processes.mjs';

const OWN_WORLD = ['--pid', '--fork', '--mount-proc', '--kill-child', ...(userInfo().uid === 0 ? [] : ['--user', '--map-root-user'])];

export class FurtherGateway {
  // settings: more of its configuration; program: a planted bug has its own.
  static async start(chain, name, { settings = '', env = {}, program = join(build, 'bin/liftguard-gateway') } = {}) {
    const gateway = new FurtherGateway();
    const config = chain.path(`config/${name}.toml`);
    chain.fill('config/gateway.toml.in', `config/${name}.toml`);
    appendFileSync(config, settings);
    gateway.log = chain.path(`logs/${name}.log`);
    const { child } = await startServer(name, 'unshare', [...OWN_WORLD, program, '--config', config],
      { log: gateway.log, readyFile: chain.path(`run/${name}`), env });
    gateway.child = child;
    gateway.pid = Number(readFileSync(`/proc/${child.process.pid}/task/${child.process.pid}/children`, 'utf8').trim());
    return gateway;
  }

  // To the gateway itself; unshare, which waits for it, ends with it and as it does.
  signal(name) { process.kill(this.pid, name); }

  async stop() {
    if (this.child.exited) return;
    this.signal('SIGTERM');
    await until('the gateway to end', () => this.child.exited, 5000);
  }
}

// {member: number of slots}
export function shares(chain) {
  const rows = chain.sql('select member, count(*) slots from slot_leases where member is not null group by member order by member');
  return Object.fromEntries(rows.map(({ member, slots }) => [member, Number(slots)]));
}

// CRC-16/CCITT-FALSE of the name mod 64 (docs/integrators.md).
export function slotOf(monitor) {
  let crc = 0xffff;
  for (const byte of Buffer.from(monitor)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; ++bit) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc % 64;
}

// The gateway's configuration with the slots of these alone: a start that opens 64 sessions takes longer than what most tests do
// between two.
export const slotsOf = (monitors) => `\n[gateway]\nslots = ${JSON.stringify([...new Set(monitors.map(slotOf))])}\n`;
