// Programs that are given no more of what they need (fault rows B18, B20): memory, descriptors. What ends is started again and has
// lost nothing; strangers take nothing from boxes and dispatchers. Judged by the oracle.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from './harness/chain.mjs';
import { Crew } from './harness/crew.mjs';
import { Fleet, makeTown } from './harness/fleet.mjs';
import { tail } from './harness/processes.mjs';
import { judged, settle } from './harness/verdict.mjs';

const BOXES = 20;
const STRANGERS = 1000;
const SPARE = 24;  // descriptors beyond those that a program has: its work needs some, a thousand strangers find no place

const allow = (pid, what, most) => execFileSync('prlimit', ['--pid', String(pid), `--${what}=${most}:${most}`]);
const dataBytes = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmData:\s*(\d+)/m)[1]) * 1024;
const descriptors = (pid) => readdirSync(`/proc/${pid}/fd`).length;

async function withFleet(t) {
  const chain = await Chain.start({ town: makeTown(BOXES, { estates: 'many' }) });
  t.after(() => chain.remove());
  for (const name of ['gateway', 'platform']) chain.keepRunning(name);
  const crew = await Crew.start(chain);
  const fleet = await Fleet.start(chain, { boxes: BOXES, rate: 40, entrapments: 1, 'trapped-least': 1, 'trapped-most': 3 });
  await until('orders', () => chain.sql('select id from orders').length > 2, 30_000, 50);
  return { chain, crew, fleet };
}

async function finish(t, { chain, crew, fleet }, injected) {
  for (const what of ['rate', 'entrapments']) await fleet.order(`${what} 0`);  // who is trapped comes out as planned
  await settle(t, chain);
  await until('every record to be confirmed', async () => {
    const { unconfirmed } = await fleet.report();
    return unconfirmed.alarm + unconfirmed.event + unconfirmed.bulk === 0;
  }, 60_000, 100);
  await crew.stop();
  await fleet.stop();
  await chain.stop();
  return judged(t, chain, { injected });
}

test('B18: a gateway that gets no more memory ends, is started again, and nothing is lost', { timeout: 120_000 }, async (t) => {
  const all = await withFleet(t);
  const { chain, fleet } = all;
  const rounds = 3;
  let starved = 0;
  for (let round = 0; round < rounds; ++round) {
    const { gateway } = chain;
    allow(gateway.process.pid, 'data', dataBytes(gateway.process.pid));
    await fleet.order(`flood ${round} event 0 4`);
    await Promise.race([gateway.end, delay(6000)]);
    if (gateway.exited) starved += 1;
    else await gateway.kill9();  // one that needs no more goes on: its queues are bounded
    await until('the next gateway', () => chain.gateway !== gateway && !chain.gateway.exited, 20_000, 50);
  }
  const complaints = readFileSync(chain.path('logs/gateway.log'), 'utf8').match(/bad_alloc|Cannot allocate memory|out of memory/g)?.length ?? 0;
  t.diagnostic(`${starved} of ${rounds} gateways ended by themselves, ${complaints} complaints`);
  assert.ok(starved > 0 && complaints > 0, 'no gateway ended for want of memory: nothing was tried');
  await finish(t, all, { 'gateways without memory': starved });
});

// Sockets that say nothing to a port, opened again as they are thrown out, until they are let go.
function strangers(port, count) {
  let over = false;
  const open = new Set();
  const come = () => {
    const socket = connect(port, '127.0.0.1');
    open.add(socket);
    socket.on('error', () => {}).on('close', () => {
      open.delete(socket);
      if (!over) setTimeout(come, 100).unref();
    });
  };
  for (let i = 0; i < count; ++i) come();
  return { leave: () => { over = true; for (const socket of open) socket.destroy(); } };
}

test(`B20: ${STRANGERS} silent strangers find no descriptors left; boxes and dispatchers keep theirs`, { timeout: 120_000 }, async (t) => {
  const all = await withFleet(t);
  const { chain } = all;
  const programs = { gateway: chain.observePort, platform: chain.httpPort };
  for (const name of Object.keys(programs)) allow(chain[name].process.pid, 'nofile', descriptors(chain[name].process.pid) + SPARE);
  const crowds = Object.values(programs).map((port) => strangers(port, STRANGERS));
  const count = (what) => Number(chain.sql(`select count(*) n from orders where ${what} is not null`)[0].n);
  const before = { opened: count('opened_ms'), closed: count('closed_ms'), sent: all.chain.facts().accepted.length };
  await delay(8000);
  const after = { opened: count('opened_ms'), closed: count('closed_ms'), sent: all.chain.facts().accepted.length };
  t.diagnostic(`${JSON.stringify(before)} before, ${JSON.stringify(after)} after 8 s among strangers`);
  for (const what of Object.keys(before)) assert.ok(after[what] > before[what], `nothing more was ${what}`);
  assert.deepEqual(chain.restarts, [], `a program ended:\n${tail(chain.path('logs/platform.log'))}\n${tail(chain.path('logs/gateway.log'))}`);
  for (const crowd of crowds) crowd.leave();
  await finish(t, all, { strangers: STRANGERS * crowds.length });
});
