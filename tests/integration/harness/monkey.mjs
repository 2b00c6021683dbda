// Kills by seed: which part, when, and for how long it stays dead.
import { setTimeout as delay } from 'node:timers/promises';

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
  async gateway(chain, chance) {
    await chain.gateway.kill9();
    await delay(chance() * 300);
    await chain.startGateway();
  },
};

// `rounds` kills of each part in random order, 0 to 400 ms apart beyond what the part needs to come back.
// Returns how often each was killed.
export async function rampage(chain, { rounds, seed, pauseMs = 400 }) {
  const chance = random(seed);
  const victims = Object.keys(parts).flatMap((part) => Array(rounds).fill(part));
  for (let i = victims.length - 1; i > 0; --i) {
    const j = Math.floor(chance() * (i + 1));
    [victims[i], victims[j]] = [victims[j], victims[i]];
  }
  const kills = Object.fromEntries(Object.keys(parts).map((part) => [part, 0]));
  for (const part of victims) {
    await delay(chance() * pauseMs);
    await parts[part](chain, chance);
    kills[part] += 1;
  }
  return kills;
}
