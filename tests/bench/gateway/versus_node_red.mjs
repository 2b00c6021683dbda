// versus_node_red, versus_node_red_default: events a second stored and confirmed through the same broker, by the gateway and
// by a Node-RED flow that does the same, as well as it can (WAL, synchronous=FULL, a prepared statement) and as it is
// installed. Node-RED gets JSON, its own language; the gateway gets what the boxes send.
import { percentile } from '../measure.mjs';
import { City } from './harness/city.mjs';
import { install, startNodeRed } from './harness/node_red.mjs';

async function nodeRedSpeed(city, name, pragmas, seconds) {
  const nodeRed = await startNodeRed(city, name, pragmas);
  try {
    return (await city.load({ boxes: 500, window: 500, plain: true, seconds })).others.per_second;
  } finally {
    await nodeRed.stop();
  }
}

export default async function measure({ quick, report }) {
  install();
  const runs = quick ? 1 : 3;
  const seconds = quick ? 2 : 6;
  const ours = [];
  const theirs = { node_red: [], node_red_default: [] };
  const city = await City.open({ lifts: 2_000 });
  const other = await City.open({ lifts: 1, gateway: false });
  try {
    for (let run = 0; run < runs; ++run) {
      ours.push((await city.load({ boxes: 2_000, seconds })).others.per_second);
      theirs.node_red.push(await nodeRedSpeed(other, `tuned-${run}`, 'pragma journal_mode = wal; pragma synchronous = full;', seconds));
      theirs.node_red_default.push(await nodeRedSpeed(other, `default-${run}`, '', seconds));
    }
  } finally {
    await Promise.all([city.close(), other.close()]);
  }
  for (const [limit, name] of [['node_red', 'versus_node_red'], ['node_red_default', 'versus_node_red_default']]) {
    const value = percentile(theirs[limit], 0.5);
    report(name, ours, 'msg/s', { limit, limit_value: Number(value.toPrecision(3)), ratio: Number((percentile(ours, 0.5) / value).toPrecision(3)) });
  }
}
