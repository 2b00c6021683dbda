// batched_insert_share: messages a second of the gateway's writer, from the intake to the commit, with nothing of the way
// through the broker. Its limit bare_inserts: the same rows into the same table by the engine's own interface alone, in
// transactions of the same size.
import { percentile } from '../measure.mjs';
import { City } from './harness/city.mjs';

export default async function measure({ quick, report }) {
  for (const engine of ['sqlite', 'postgresql']) {
    const city = await City.open({ engine, lifts: 1_000, gateway: false });
    const load = { boxes: 1_000, messages: quick ? 20_000 : 60_000 };
    const written = [];
    const bare = [];
    try {
      for (let run = 0; run < (quick ? 1 : 5); ++run) {
        written.push(await city.speed('writer', load));
        bare.push(await city.speed('bare', load));
      }
    } finally {
      await city.close();
    }
    const limit = percentile(bare, 0.5);
    report('batched_insert_share', written, 'msg/s',
      { engine, limit: 'bare_inserts', limit_value: Math.round(limit), ratio: Number((percentile(written, 0.5) / limit).toPrecision(3)) });
  }
}
