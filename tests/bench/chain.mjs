// ./liftguard bench chain [--quick]: from the engine's event to the committed order to the dispatcher's screen, with real
// programs, real MQTT over TLS, and a real page in headless Chromium.
//   event_to_commit    the box's stamp of the event to the database's stamp of the order's change, taken inside its
//                      transaction; the confirmation that follows the commit, as the box logs it, is event_to_confirm
//   commit_to_browser  that change's stamp to the row in the page's DOM
//   fsync              what one fdatasync costs in the same folder, measured between the runs
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openDesk } from './desk.mjs';
import { Chain } from '../integration/harness/chain.mjs';
import { Person, advance } from '../integration/harness/crew.mjs';
import { percentile, progress, row } from './measure.mjs';

const quick = process.argv.includes('--quick');
const runs = quick ? 1 : 3;
const secondsARun = quick ? 25 : 60;
const PASSWORD = 'Bench.2026x';
const MONITORS = ['LG-000001', 'LG-000002', 'LG-000003', 'LG-000004', 'LG-000005', 'LG-000006'];

function fsyncTimes(folder) {
  const file = openSync(`${folder}/fsync`, 'w');
  const times = Array.from({ length: 100 }, () => {
    writeSync(file, Buffer.alloc(4096));
    const start = process.hrtime.bigint();
    fdatasyncSync(file);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  closeSync(file);
  return times;
}

async function oneRun(number) {
  const chain = await Chain.start();
  try {
    const login = chain.login('dispatcher');
    const dispatcher = await Person.signIn(chain.url, login, PASSWORD);
    const desk = await openDesk(chain.url, { login: login.login, password: PASSWORD });
    for (const [index, monitor] of MONITORS.entries()) await chain.addLift(monitor, { seed: 100 * number + index, speed: 40 });
    const end = Date.now() + secondsARun * 1000;
    while (Date.now() < end) {
      for (const order of await dispatcher.openOrders()) await advance(dispatcher, order, { prompt: true, free: (code) => chain.free(code) });
      await delay(100);
    }
    const shown = await desk.shownAt();  // order id -> when its row stood in the DOM
    const orders = chain.sql(`select cast(o.id as text) id, a.happened_ms, o.opened_ms from orders o join alarms a on a.id = o.cause_alarm_id where a.kind = 1`);
    const confirmed = chain.facts().confirmations;
    const firstConfirm = (order) => confirmed.filter((line) => line.confirmed >= order.happened_ms).map((line) => line.confirmed).sort((a, b) => a - b)[0];
    await desk.close();
    return {
      fsync: fsyncTimes(chain.data),
      commit: orders.map((order) => order.opened_ms - order.happened_ms),
      confirm: orders.map((order) => firstConfirm(order) - order.happened_ms).filter(Number.isFinite),
      browser: orders.filter((order) => shown[order.id]).map((order) => shown[order.id] - order.opened_ms),
    };
  } finally {
    await chain.stop();
    await chain.remove();
  }
}

const results = [];
for (let number = 0; number < runs; ++number) {
  results.push(await oneRun(number));
  progress(`run ${number + 1} of ${runs}: ${results.at(-1).commit.length} alarms, ${results.at(-1).browser.length} seen on the page`);
}
for (const [name, key] of [['event_to_commit', 'commit'], ['event_to_confirm', 'confirm'], ['commit_to_browser', 'browser'], ['fsync', 'fsync']]) {
  for (const share of [50, 99]) {
    if (name === 'fsync' && share === 99) continue;
    const samples = results.reduce((sum, result) => sum + result[key].length, 0);
    row('chain', `${name}_p${share}`, results.map((result) => percentile(result[key], share / 100)), 'ms', { samples });
  }
}
