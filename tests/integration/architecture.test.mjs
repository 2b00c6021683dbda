// The box's programs of another processor (ARCHITECTURE: arm64, armhf; ./liftguard test long builds them) under
// qemu-user: the engine finds there what it finds here, to the last digit, and the monitor works with the real broker,
// gateway and platform.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { judge } from '../oracle/oracle.mjs';
import { Chain, build, root, until } from './harness/chain.mjs';
import { Person, advance } from './harness/crew.mjs';

const architecture = process.env.ARCHITECTURE ?? 'arm64';
const MACHINES = {  // its emulator, and what file headers say (e_machine of ELF)
  arm64: { emulator: 'qemu-aarch64', elf: 183 },
  armhf: { emulator: 'qemu-arm', elf: 40 },
};
const { emulator, elf } = MACHINES[architecture];
const native = (name) => join(build, 'bin', name);
const crossed = (name) => join(root, 'build', architecture, 'bin', name);
const emulated = (name) => [emulator, '-L', join(root, 'build/sysroot', architecture), crossed(name)];

// One of everything that the rules work with: rides, doors, people, weather, rough rides, sensors that fail; in minutes.
const SCENARIOS = {
  dense_day: 60, city_day: 120, stuck_with_people: null, hand_winding_rescue: null, power_cut_mid_ride: null, two_speed: null, express_6mps: null,
  storm_front: null, baro_outliers: null, horseplay: null, rough_three: null, absurd_acceleration: null, silent_pressure: null,
};

async function output(command, trace) {
  const [program, ...args] = command;
  const { stdout } = await promisify(execFile)(program, [...args, trace], { maxBuffer: 1 << 28, encoding: 'buffer' });
  return stdout;
}

test(`the programs are for ${architecture}`, () => {
  for (const name of ['liftguard-monitor', 'liftguard-boot', 'liftguard-replay']) {
    assert.equal(readFileSync(crossed(name)).readUInt16LE(18), elf, name);
  }
});

// Events are rounded; the second program's bytes are not: heights and speeds on the way, and the state at the end.
test(`the engine for ${architecture} gives the same events, heights, speeds and state, byte for byte`, { timeout: 900_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'liftguard-traces-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const simulated = Object.entries(SCENARIOS).map(([scenario, minutes]) => {
    const trace = join(folder, `${scenario}.csv`);
    execFileSync(native('liftguard-simulate'), [scenario, '--seed', '2', ...(minutes ? ['--minutes', String(minutes)] : []), '-o', trace]);
    return trace;
  });
  const recordings = join(root, 'tests/traces/recorded');
  const recorded = readdirSync(recordings, { recursive: true }).filter((name) => name.endsWith('.csv')).map((name) => join(recordings, name));
  assert.ok(recorded.length >= 15);

  let lines = 0;
  for (const trace of [...simulated, ...recorded]) {
    const events = await output([native('liftguard-replay')], trace);
    assert.ok(events.equals(await output(emulated('liftguard-replay'), trace)), `events of ${trace}`);
    const states = await output([native('liftguard-test-engine')], trace);
    assert.ok(states.equals(await output(emulated('liftguard-test-engine'), trace)), `states of ${trace}`);
    lines += events.toString().split('\n').length - 1;
  }
  t.diagnostic(`${simulated.length + recorded.length} traces, ${lines} events`);
  assert.ok(lines > 250, `only ${lines} events: the test tried little`);
});

test(`liftguard-monitor for ${architecture} brings entrapments to the desk, also over a kill -9`, { timeout: 600_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(async () => {
    await chain.stop();
    await chain.remove();
  });
  const dispatcher = await Person.signIn(chain.url, chain.login('dispatcher'));
  const lift = await chain.addLift('LG-000001', { speed: 10, box: emulated('liftguard-monitor') });

  let over = false;
  const rescuers = (async () => {
    while (!over) {
      for (const order of await dispatcher.openOrders()) {
        await advance(dispatcher, order, { prompt: true, free: (code) => chain.free(code) });
      }
      await delay(50);
    }
  })();
  const orders = () => chain.facts().orders;
  await until('a first order', () => orders().length > 0, 120_000, 200);
  await lift.box.kill9();
  chain.startBox(lift);
  await until('orders after the kill', () => orders().filter((order) => order.closed_ms !== null).length >= 3, 180_000, 200);
  chain.control(lift, 'calm');
  await until('every entrapment to be over', () => {
    const { ledger } = chain.facts();
    const count = (kind) => ledger.filter((line) => line.ledger === kind).length;
    return count('trapped') === count('freed') && orders().every((order) => order.closed_ms !== null);
  }, 120_000, 500);
  await until('the outbox to drain', () => chain.sql('select id from notices where state in (1, 2, 7)').length === 0, 30_000, 200);
  await delay(2000);  // the last confirmations reach the box
  over = true;
  await rescuers;
  await chain.stop();
  const facts = chain.facts();
  t.diagnostic(`${facts.orders.length} orders, ${facts.accepted.length} SMS`);
  assert.deepEqual(judge(facts), {});
});
