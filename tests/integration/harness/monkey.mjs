// Kills by seed: which part, when, where, and for how long it stays dead.
import { setTimeout as delay } from 'node:timers/promises';
import { until } from './processes.mjs';

// mulberry32: small, seedable, good enough to choose victims.
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// gateway/fault_points.hpp
export const POINTS = ['before_enqueue', 'after_enqueue', 'before_commit', 'after_commit', 'after_confirm'];
const HITS = 5;           // the gateway dies at one of its first so many passages of a point
const REACH_MS = 1500;    // a point that is not reached within this time: killed wherever it is

// Every other gateway is told to die at one of the named points, by itself; the others are killed at random.
class GatewayKills {
  constructor(chain, chance) {
    Object.assign(this, { chain, chance, turn: 0, killed: Object.fromEntries([...POINTS, 'random'].map((point) => [point, 0])) });
  }

  async kill() {
    const { chain } = this;
    const armed = this.armed;
    if (armed) await Promise.race([chain.gateway.end, delay(REACH_MS, undefined, { ref: false })]);
    this.killed[armed && chain.gateway.exited ? armed : 'random'] += 1;
    await chain.gateway.kill9();
    await delay(this.chance() * 300);
    this.armed = this.turn % 2 === 0 ? POINTS[(this.turn / 2) % POINTS.length] : undefined;
    this.turn += 1;
    const environment = this.armed ? { LIFTGUARD_FAULT: `${this.armed}:kill:${1 + Math.floor(this.chance() * HITS)}` } : {};
    // One that dies before it is ready has died at its point.
    await chain.startGateway(environment).catch((error) => { if (!this.armed || !chain.gateway.exited) throw error; });
  }

  // The last gateway of a run is one that lives.
  async end() {
    if (!this.armed) return;
    await this.chain.gateway.kill9();
    this.armed = undefined;
    await this.chain.startGateway();
  }
}

const parts = {
  async box(chain, chance) {
    const lift = chain.lifts[Math.floor(chance() * chain.lifts.length)];
    await lift.box.kill9();
    await delay(chance() * 300);
    chain.startBox(lift);
  },
  async broker(chain, chance) {
    await chain.broker.kill9();
    await delay(chance() * 300);
    await chain.startBroker();
  },
  gateway: (chain, chance, gateways) => gateways.kill(),
  // The database's server with all that belongs to it.
  async database(chain, chance) {
    await chain.cluster.kill9();
    await delay(chance() * 300);
    await chain.cluster.begin();
  },
  // One connection's process: the server throws out everybody, recovers, and goes on.
  async backend(chain) {
    const answers = () => { try { return chain.cluster.psql('postgres', 'select 1') === '1'; } catch { return false; } };
    await until('a back end to kill', () => answers() && chain.cluster.killBackEnd(), 20_000, 100);
    await until('PostgreSQL to be back', answers, 20_000, 50);
  },
};

function shuffled(list, chance) {
  for (let i = list.length - 1; i > 0; --i) {
    const j = Math.floor(chance() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

// Kills each of the victims (a name of `parts`: how often) in random order, 0 to 400 ms apart beyond what the part needs to come
// back. Returns how often each was killed; of the gateway, where.
export async function rampage(chain, { victims, seed, pauseMs = 400 }) {
  const chance = random(seed);
  const gateways = new GatewayKills(chain, chance);
  const kills = Object.fromEntries(Object.keys(victims).map((part) => [part, 0]));
  for (const part of shuffled(Object.entries(victims).flatMap(([victim, times]) => Array(times).fill(victim)), chance)) {
    await delay(chance() * pauseMs);
    await parts[part](chain, chance, gateways);
    kills[part] += 1;
  }
  await gateways.end();
  return 'gateway' in victims ? { ...kills, gateway: gateways.killed } : kills;
}
