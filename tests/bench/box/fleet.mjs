// Boxes of the bench: each a real monitor with its simulated car, at the far end of a line of its own where one is asked
// for; and what their logs, their confirmation logs and the kernel say of them.
import { closeSync, existsSync, openSync, readFileSync, readSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../integration/harness/chain.mjs';
import { Child, startServer, tail } from '../../integration/harness/processes.mjs';

const program = (name) => join(build, 'bin', name);
const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);

// line: {delayMs, loss, seed}; broker: keys of the configuration's [broker]; speed 1 is real time.
export async function startBox(chain, number, { scenario, speed, line, broker = {}, prepare = () => {} }) {
  const monitor = `LG-${String(number).padStart(6, '0')}`;
  const box = { ...chain.addIdentity(monitor), number, counts: chain.path(`run/${monitor}.counts`), freed: 0, control: chain.path(`run/${monitor}.control`) };
  box.confirmLog = join(box.folder, 'confirmed.jsonl');
  box.log = chain.path(`logs/box-${monitor}.log`);
  const config = chain.path(`config/${monitor}.toml`);
  chain.fill('config/monitor.toml.in', `config/${monitor}.toml`, { MONITOR: monitor });
  const more = Object.entries(broker).map(([key, value]) => `${key} = ${value}\n`).join('');
  writeFileSync(config, readFileSync(config, 'utf8').replace('[broker]\n', `[broker]\n${more}`));
  prepare(box);
  const socket = chain.path(`run/${monitor}.sock`);
  const { child } = await startServer(`car-${monitor}`, program('liftguard-simulate'),
    [scenario, '--live', '--listen', `unix:${socket}`, '--control', `unix:${box.control}`, '--seed', String(number), '--speed', String(speed)],
    { log: chain.path(`logs/car-${monitor}.log`), readyFile: chain.path(`run/car-${monitor}`) });
  const way = line ? [program('liftguard-line'), '--delay-ms', String(line.delayMs), '--loss', String(line.loss), '--seed', String(number),
    '--subnet', String(number), '--localhost', '--counts', box.counts, '--'] : [];
  const [command, ...args] = [...way, program('liftguard-monitor'), '--config', config];
  box.child = new Child(`box-${monitor}`, command, args, { log: box.log });
  const confirmations = watchConfirmations(box);
  box.stop = async () => {
    confirmations.close();
    await box.child.stop();
    await child.stop();
  };
  return box;
}

// Confirmations with the time at which they were logged, by this program's clock: the box's own wall clock follows the
// gateway's, and that over a line with a delay.
function watchConfirmations(box) {
  writeFileSync(box.confirmLog, '', { flag: 'a', mode: 0o600 });
  box.told = [];
  const file = openSync(box.confirmLog, 'r');
  let rest = '';
  const take = () => {
    const bytes = Buffer.alloc(65_536);
    for (let got = readSync(file, bytes); got > 0; got = readSync(file, bytes)) rest += bytes.toString('utf8', 0, got);
    const texts = rest.split('\n');
    rest = texts.pop();
    const seen = Date.now();
    for (const text of texts) {
      const { lane, contiguous, ranges } = JSON.parse(text);
      box.told.push({ lane, contiguous, ranges, seen });
    }
  };
  const watcher = watch(box.confirmLog, take);
  return { close: () => { watcher.close(); take(); closeSync(file); } };
}

// Bytes of IP packets both ways so far.
export function bytesOf(box) {
  const counts = JSON.parse(readFileSync(box.counts, 'utf8'));
  return counts.to_program.bytes + counts.from_program.bytes;
}

// Events as the box's log tells them: lane, seq, when they were durable, and how long that took.
export function journalled(box) {
  return lines(box.log).flatMap((text) => {
    const found = /^ts=(\S+Z) .*event (\S+) lane (\d) seq (\d+) journalled in (\d+) us/.exec(text);
    return found ? [{ at: Date.parse(found[1]), kind: found[2], lane: Number(found[3]), seq: Number(found[4]), tookMs: Number(found[5]) / 1000 }] : [];
  });
}

export const connected = (box) => lines(box.log).some((text) => text.includes('link: connected'));

// Milliseconds from durable to confirmed, for each alarm since `from`; of one that is not confirmed by `until`, those that
// it has waited.
export function confirmTimes(box, from, until) {
  const told = box.told.filter((line) => line.lane === 0);
  const covers = (line, seq) => line.contiguous >= seq || line.ranges.some(([first, last]) => first <= seq && seq <= last);
  return journalled(box).filter((event) => event.lane === 0 && event.at >= from && event.at < until).map((event) => {
    const line = told.find((one) => one.seen <= until && covers(one, event.seq));
    return { ms: (line ? line.seen : until) - event.at, confirmed: line !== undefined };
  });
}

export const confirmedOf = (box, lane) => box.told.filter((line) => line.lane === lane).reduce((most, line) => Math.max(most, line.contiguous), 0);

// The crew: lets people out once for each entrapment that the box has told.
export function freeThePeople(chain, box) {
  const trapped = journalled(box).filter((event) => event.kind === 'trapped').length;
  for (; box.freed < trapped; ++box.freed) chain.control(box, 'free');
}

// Seconds of CPU so far, and resident memory.
export function costOf(box) {
  if (box.child.exited) throw new Error(`the box of ${box.monitor} has ended:\n${tail(box.log)}`);
  const pid = box.child.process.pid;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  const TICKS_A_SECOND = 100;  // USER_HZ, fixed by Linux's ABI
  return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND, residentMib: kib('VmRSS') / 1024, anonymousMib: kib('RssAnon') / 1024 };
}
