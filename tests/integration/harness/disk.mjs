// What a disk holds after a power cut: rebuilt from what strace saw a program write and sync. What was not synced is gone, or is
// there in part.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

// Arguments of strace that write `log` in the form that is read here, of calls on the files alone. -D: the child stays the program.
export const traced = (log, files) => ['strace', '-D', '-f', '-ttt', '-y', '-qqq', '-xx', '-s', '70000', '-o', log,
  '-e', 'trace=pwrite64,write,ftruncate,fdatasync,fsync', ...files.flatMap((file) => ['-P', file])];

const bytesOf = (text) => Buffer.from(text.replaceAll('\\x', ''), 'hex');

// One line of the log as {at, thread, call, file, ...}, or undefined for what has nothing to say.
function read(line) {
  const [, thread, seconds, rest] = line.match(/^(\d+) +(\d+\.\d+) (.*)$/) ?? [];
  if (!rest) return undefined;
  const base = { thread, at: Number(seconds) * 1000 };
  const resumed = rest.match(/^<\.\.\. (\w+) resumed>.*= (-?\d+)/);
  if (resumed) return { ...base, call: resumed[1], done: true, ok: Number(resumed[2]) >= 0 };
  const [, call, file, args] = rest.match(/^(\w+)\(\d+<([^>]*)>(.*)$/) ?? [];
  if (!call) return undefined;
  const done = !args.includes('<unfinished');
  const ok = !/= -1 /.test(args);
  const path = file.startsWith('\\x') ? bytesOf(file).toString() : file;
  const written = args.match(/^, "([^"]*)"(\.\.\.)?, \d+(?:, (\d+))?/);
  if (written?.[2]) throw new Error(`strace cut a write of ${path} short`);
  if (call === 'pwrite64') return { ...base, call, file: path, bytes: bytesOf(written[1]), offset: Number(written[3]), done, ok };
  if (call === 'ftruncate') return { ...base, call, file: path, size: Number(args.match(/^, (\d+)/)[1]), done, ok };
  if (call === 'write') throw new Error(`${path}: a write without an offset cannot be placed`);
  return { ...base, call, file: path, done, ok };
}

export class Disk {
  // images: file -> Buffer, what was on the disk before the log begins.
  constructor(images) {
    this.files = new Map(Object.entries(images).map(([file, durable]) => [file, { durable, waiting: [] }]));
    this.syncs = 0;
    this.syncing = new Map();  // thread -> {file, covers}
  }

  // Replays the log up to the time of each cut (ms, in order) and calls `look(cut)` there.
  async replay(log, cuts, look) {
    let next = 0;
    for await (const line of createInterface({ input: createReadStream(log), crlfDelay: Infinity })) {
      const event = read(line);
      if (!event) continue;
      for (; next < cuts.length && event.at > cuts[next]; ++next) look(cuts[next]);
      this.take(event);
    }
    for (; next < cuts.length; ++next) look(cuts[next]);
  }

  take(event) {
    const file = this.files.get(event.file);
    if (event.call === 'fdatasync' || event.call === 'fsync') {
      if (file) this.syncing.set(event.thread, { file, covers: file.waiting.length });
      if (event.done) this.synced(event);
    } else if (file && event.ok) {
      file.waiting.push(event);
    }
  }

  // Safe is what was written before the sync began.
  synced({ thread, ok }) {
    const sync = this.syncing.get(thread);
    this.syncing.delete(thread);
    if (!sync || !ok) return;
    for (const event of sync.file.waiting.splice(0, sync.covers)) sync.file.durable = applied(sync.file.durable, event);
    for (const other of this.syncing.values()) if (other.file === sync.file) other.covers = Math.max(0, other.covers - sync.covers);
    this.syncs += 1;
  }

  // The file as it is after a cut now. kept: how many of the writes that were not synced are there all the same, the last of them
  // torn at a sector.
  after(name, kept = 0) {
    const { durable, waiting } = this.files.get(name);
    return waiting.slice(0, kept).reduce((image, event, index) => applied(image, event, index === kept - 1), durable);
  }

  unsynced(name) { return this.files.get(name).waiting.length; }
}

const SECTOR = 512;

function applied(image, event, torn = false) {
  if (event.call === 'ftruncate') return event.size <= image.length ? image.subarray(0, event.size) : Buffer.concat([image, Buffer.alloc(event.size - image.length)]);
  const bytes = torn ? event.bytes.subarray(0, Math.floor(event.bytes.length / 2 / SECTOR) * SECTOR) : event.bytes;
  const end = event.offset + bytes.length;
  const out = Buffer.alloc(Math.max(image.length, end));
  image.copy(out);
  bytes.copy(out, event.offset);
  return out;
}
