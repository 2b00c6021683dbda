// durable_ingest_sqlite, durable_ingest_postgresql: events a second that boxes see confirmed, through broker and gateway.
// Its limit broker_counting: the same broker and the same boxes, and subscribers that only count.
import { percentile } from '../measure.mjs';
import { City } from './harness/city.mjs';

export default async function measure({ quick, report }) {
  for (const engine of ['sqlite', 'postgresql']) {
    const city = await City.open({ engine, lifts: 2_000 });
    const limit = await City.open({ lifts: 1, gateway: false });
    const load = { boxes: 2_000, seconds: quick ? 2 : 8 };
    const runs = quick ? 1 : 5;
    const confirmed = [];
    const counted = [];
    try {
      for (let run = 0; run < runs; ++run) {
        confirmed.push((await city.load(load)).others.per_second);
        counted.push((await limit.load({ ...load, count: true })).counted_per_second);
      }
    } finally {
      await Promise.all([city.close(), limit.close()]);
    }
    const limitValue = percentile(counted, 0.5);
    report(`durable_ingest_${engine}`, confirmed, 'msg/s',
      { limit: 'broker_counting', limit_value: Math.round(limitValue), ratio: Number((percentile(confirmed, 0.5) / limitValue).toPrecision(3)) });
  }
}
