// A hostile or broken client at the boxes' door: Mosquitto's own command-line clients, which know nothing of us.
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// CRC-16/CCITT-FALSE, bit by bit: a second implementation of what docs/architecture.md says.
export function slotOf(monitor) {
  let crc = 0xffff;
  for (const byte of Buffer.from(monitor)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; ++bit) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return (crc % 64).toString(16).padStart(2, '0');
}

export const topic = (monitor, rest) => `lift/1/${slotOf(monitor)}/${monitor}/${rest}`;

const door = (chain, lift, { port = chain.boxesPort, id } = {}) => [
  '-h', 'localhost', '-p', String(port), '--cafile', chain.path('pki/services-ca.crt'), '--cert', join(lift.folder, `${lift.monitor}.crt`),
  '--key', join(lift.folder, `${lift.monitor}.key`), '-V', '5', ...(id ? ['-i', id] : []),
];

// Publishes a file with QoS 1. Resolves to {code, text}: what the client said of it.
export function publish(chain, lift, { to, file, retain = false, ...options }) {
  const args = [...door(chain, lift, options), '-t', to, '-f', file, '-q', '1', ...(retain ? ['-r'] : [])];
  return new Promise((resolve) => execFile('mosquitto_pub', args, { timeout: 10_000 },
    (error, out, text) => resolve({ code: error ? (error.code ?? 1) : 0, text: out + text })));
}

// Listens for a while to what these filters bring. Resolves to the topics of what came.
export async function listen(chain, lift, { filters, forMs, ...options }) {
  const args = [...door(chain, lift, options), ...filters.flatMap((filter) => ['-t', filter]), '-F', '%t', '-q', '1'];
  const child = spawn('mosquitto_sub', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let heard = '';
  child.stdout.on('data', (data) => { heard += data; });
  await delay(forMs);
  child.kill('SIGKILL');
  return heard.split('\n').filter((line) => line !== '');
}
