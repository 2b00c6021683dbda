// alarm_commit_p99, alarm_commit_p99_flood: a box sends an alarm, and has the gateway's confirmation, which leaves after the
// commit: an upper bound of the time to the commit. Beside it 2,000 other messages a second, or one box that sends as fast
// as the broker takes it. Every alarm opens an order of its own, with its dispatch, limits and notices.
import { City } from './harness/city.mjs';

export default async function measure({ quick, report }) {
  const seconds = quick ? 5 : 20;
  const runs = quick ? 1 : 3;
  const city = await City.open({ lifts: 1_000 + runs * 2 * (seconds + 1) * 20 + 2 * runs });
  const beside = [];
  const flooded = [];
  let first = 1;
  try {
    for (let run = 0; run < runs; ++run) {
      beside.push(await city.load({ first, boxes: 1_000, rate: 2_000, alarms: 20, seconds }));
      flooded.push(await city.load({ first, boxes: 1_000, rate: 200, alarms: 20, flood: true, seconds }));
      first += (seconds + 1) * 20;
    }
  } finally {
    await city.close();
  }
  for (const [name, results] of [['alarm_commit_p99', beside], ['alarm_commit_p99_flood', flooded]]) {
    const lost = results.reduce((sum, { alarms }) => sum + alarms.unconfirmed, 0);
    if (lost > 0) throw new Error(`${name}: ${lost} alarms were never confirmed`);
    report(name, results.map(({ alarms }) => alarms.p99), 'ms', {
      p50: Math.max(...results.map(({ alarms }) => alarms.p50)), max: Math.max(...results.map(({ alarms }) => alarms.max)),
      samples: results.reduce((sum, { alarms }) => sum + alarms.n, 0),
    });
  }
}
