// A made-up town as liftguard-admin takes it, with as many lifts as are wanted: each with a box, a crew that is told about it
// alone on every tenth, and a second unit.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const DISTRICTS = [['330502', '吴兴区'], ['330503', '南浔区'], ['330521', '德清县'], ['330522', '长兴县'], ['330523', '安吉县']];
const UNITS = ['91330502MA2B3C4D58', '91330503MA2B7K9L2J', '91330521MA2JH6T8XX'];  // valid in form (GB 32100)
const SECOND = '91330500MA2D1R0E7F';

const table = (name, fields) => `[[${name}]]\n${Object.entries(fields).map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join('\n')}\n\n`;

// first: the number of the first lift; its code is six digits, its box LG- and the same.
export async function writeTown(path, lifts, first = 400_000) {
  const file = createWriteStream(path);
  for (const [code, name] of DISTRICTS) file.write(table('district', { code, name }));
  for (const code of [...UNITS, SECOND]) {
    file.write(table('unit', { code, name: `维保单位${code.slice(-4)}`, phone: '0572-0000000' }));
    for (const role of ['rescuer', 'manager']) file.write(table('contact', { unit: code, role, name: '王伟', phone: '13800000000' }));
  }
  for (let i = 0; i < lifts; ++i) {
    const code = String(first + i);
    const unit = UNITS[i % UNITS.length];
    const lift = { code, registration_code: `3110${code}`, place: `${1 + i % 40}幢${1 + i % 3}单元`, estate: `湖畔花园${Math.floor(i / 40)}期`,
      in_city_centre: i % 2 === 0, latitude: 30.5 + (i % 1000) / 1e4, longitude: 120 + (i % 777) / 1e4, district: DISTRICTS[i % DISTRICTS.length][0],
      maintenance_unit: unit, second_unit: SECOND, monitor: `LG-${code}` };
    file.write(table('elevator', lift));
    if (i % 10 === 0 && !file.write(table('contact', { unit, elevator: code, role: 'rescuer', name: '李强', phone: '13900000000' }))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}
