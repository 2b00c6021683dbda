// What a program takes of its machine, read from /proc twice a second: for O9.
import { readFileSync, readdirSync } from 'node:fs';

const EVERY_MS = 500;

// Null when the process is not there any more.
export function taken(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (field) => Number(status.match(new RegExp(`^${field}:\\s*(\\d+)`, 'm'))?.[1] ?? 0);
    return { residentMib: Math.round(number('VmRSS') / 1024), threads: number('Threads'), descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

// Watches the process with the id that `pidOf()` gives at that moment. limits: {residentMib, descriptors, threads}, any of them.
// end() gives what O9 judges; the program must still run then.
export function watch(name, pidOf, limits) {
  const base = taken(pidOf());
  const peak = { ...base };
  const look = () => {
    const now = taken(pidOf());
    for (const what of Object.keys(peak)) peak[what] = Math.max(peak[what], now?.[what] ?? 0);
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    end() {
      look();
      clearInterval(timer);
      return { name, limits, base, peak, last: taken(pidOf()) };
    },
  };
}
