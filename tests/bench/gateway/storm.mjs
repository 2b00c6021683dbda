// storm_back_s, alarm_commit_p99_storm (F3): nearly all boxes lose their connection at once and come back by HAProxy, 200 a
// second, with whole mutual-TLS handshakes. Meanwhile people are trapped in lifts of both kinds: an alarm's time is from its
// decision in the simulator to the gateway's confirmation at the box, which leaves after the commit. `pending` are alarms of
// boxes that were cut off.
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain, until } from '../../integration/harness/chain.mjs';
import { Doors } from '../../integration/harness/doors.mjs';
import { Fleet, makeTown } from '../../integration/harness/fleet.mjs';
import { progress } from '../measure.mjs';

const ADMITTED = 200;  // a second, by HAProxy
const STAY = 0.05;     // of the boxes: those of the live alarms

// HAProxy takes two descriptors a box, those that are about to end for some seconds beside their successors, and whoever may
// not raise the limit has what there is.
function affordable(boxes) {
  const limit = `ulimit -n ${boxes * 2 + 2000} 2>/dev/null || ulimit -n "$(ulimit -Hn)"; ulimit -n`;
  return Math.min(boxes, Math.floor((Number(execFileSync('bash', ['-c', limit], { encoding: 'utf8' })) - 2000) / 2));
}

async function storm(fleet, boxes) {
  await fleet.order('clear');
  await fleet.order(`storm ${1 - STAY}`);
  await fleet.order('entrapments 20');
  const back = await until('all boxes to be back', async () => {
    const figures = await fleet.report();
    return figures.cut === 0 ? figures : undefined;
  }, 180_000, 250);
  await fleet.order('entrapments 0');
  await delay(2000);
  const figures = await fleet.report();
  progress(`storm of ${boxes}: ${JSON.stringify({ back: back.back, live: figures.alarm_live, pending: figures.alarm_pending, alarm_door: figures.alarm_door, endings: figures.endings })}`);
  return figures;
}

export default async function measure({ quick, report }) {
  const boxes = affordable(quick ? 500 : 10_000);
  const runs = quick ? 1 : 3;
  const chain = await Chain.start({ town: makeTown(boxes) });
  const results = [];
  try {
    const doors = await Doors.open(chain, { ADMITTED, MAXCONN: boxes + 800, BOXES_MAX: boxes + 300 });
    const fleet = await Fleet.start(chain, { ...doors.forFleet, boxes, ramp: ADMITTED * 0.95, duration: 3600, rate: 50, 'trapped-least': 2, 'trapped-most': 5 });
    await until('the fleet to be there', async () => (await fleet.report()).online === boxes, 180_000, 500);
    for (let run = 0; run < runs; ++run) results.push(await storm(fleet, boxes));
    await fleet.stop();
    await doors.close();
  } finally {
    await chain.stop();
    await chain.remove();
  }
  report('storm_back_s', results.map(({ back }) => back.max_ms / 1000), 's', { boxes, admitted_per_s: ADMITTED });
  report('alarm_commit_p99_storm', results.map(({ alarm_live: live }) => live.p99_ms), 'ms', {
    boxes, p50: Math.max(...results.map(({ alarm_live: live }) => live.p50_ms)), max: Math.max(...results.map(({ alarm_live: live }) => live.max_ms)),
    samples: results.reduce((sum, { alarm_live: live }) => sum + live.n, 0),
    pending_p99: Math.max(...results.map(({ alarm_pending: pending }) => pending.p99_ms)),
  });
}
