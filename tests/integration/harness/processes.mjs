// Child processes of a test: each with its own log, ended by process id, none left behind whatever happens to the test.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
process.on('exit', () => { for (const child of running) child.process.kill('SIGKILL'); });

export class Child {
  // user: whose process it is to be (setpriv's arguments); nobody's: the test's own.
  constructor(name, command, args, { log, env = {}, stdin = 'ignore', user = [] }) {
    this.name = name;
    this.exited = false;
    const out = createWriteStream(log, { flags: 'a' });
    // setpriv: the kernel ends the child when this process dies, even by kill -9.
    this.process = spawn('setpriv', [...user, '--pdeathsig', 'KILL', command, ...args], {
      stdio: [stdin, 'pipe', 'pipe'], env: { ...process.env, ...env },
    });
    this.process.stdout.pipe(out, { end: false });
    this.process.stderr.pipe(out, { end: false });
    this.process.once('close', () => out.end());  // what it has written may come after its end
    running.add(this);
    this.end = new Promise((resolve) => this.process.once('exit', (code, signal) => {
      this.exited = true;
      this.code = code;
      this.signal = signal;
      running.delete(this);
      resolve(code);
    }));
  }

  // Sends the signal and waits for the end.
  async stop(signal = 'SIGTERM', limitMs = 15_000) {
    if (!this.exited) this.process.kill(signal);
    await Promise.race([this.end, delay(limitMs, undefined, { ref: false })]);
    if (!this.exited) {
      this.process.kill('SIGKILL');
      await this.end;
      throw new Error(`${this.name} did not end within ${limitMs} ms of ${signal}`);
    }
  }

  // The kernel has its own time for it: who is in the middle of a sync on a slow disk ends with that.
  async kill9() {
    if (!this.exited) this.process.kill('SIGKILL');
    await this.end;
  }
}

// Kills what runs still of all that this test has started, but for one.
export async function killAllBut(spared) {
  await Promise.all([...running].filter((child) => child !== spared).map((child) => child.kill9()));
}

// Calls `probe` until it gives something true; the answer, or an error that says what was awaited.
export async function until(what, probe, limitMs = 10_000, everyMs = 20) {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`);
    await delay(everyMs);
  }
}

// Starts a server and waits for the ready file that it writes once it serves. Returns {child, ready}.
export async function startServer(name, command, args, { log, readyFile, env, limitMs = 30_000 }) {
  rmSync(readyFile, { force: true });
  const child = new Child(name, command, [...args, '--ready-file', readyFile], { log, env });
  await until(`${name} to be ready`, () => {
    if (child.exited) throw new Error(`${name} ended with ${child.code ?? child.signal}:\n${tail(log)}`);
    return existsSync(readyFile);
  }, limitMs);
  return { child, ready: JSON.parse(readFileSync(readyFile, 'utf8')) };
}

export function tail(file, lines = 15) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '(no log)';
}
