// resident_mib_60000: the gateway's resident memory when 60,000 boxes are registered and have been born, and send events in
// turn, as fast as they are confirmed.
import { City } from './harness/city.mjs';

const BOXES = 60_000;

export default async function measure({ quick, report }) {
  const city = await City.open({ lifts: BOXES });
  try {
    const before = city.residentMib();
    const loaded = await city.load({ boxes: BOXES, births: true, seconds: quick ? 10 : 25, connections: 8 });
    report('resident_mib_60000', [city.residentMib()], 'MiB', { before: Math.round(before), confirmed: loaded.others.n });
  } finally {
    await city.close();
  }
}
