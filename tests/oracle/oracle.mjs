// The judge of every fault test: reads ledger, database and the SMS stand-in's list, and says which invariants hold.
//   node oracle.mjs --database DB --ledger FILE... --confirmed MONITOR=FILE... --sms FILE
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { readFacts } from './facts.mjs';
import { invariants } from './invariants.mjs';

// {invariant: [complaint...]} for those that do not hold; empty when all is well.
export function judge(facts) {
  const broken = {};
  for (const [name, holds] of Object.entries(invariants)) {
    const complaints = holds(facts);
    if (complaints.length > 0) broken[name] = complaints;
  }
  return broken;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' }, sms: { type: 'string' },
      ledger: { type: 'string', multiple: true, default: [] }, confirmed: { type: 'string', multiple: true, default: [] },
    },
  });
  if (!values.database || !values.sms || values.ledger.length === 0) {
    console.error('oracle: --database, --sms and at least one --ledger are needed');
    process.exit(2);
  }
  const confirmLogs = values.confirmed.map((pair) => ({ monitor: pair.slice(0, pair.indexOf('=')), file: pair.slice(pair.indexOf('=') + 1) }));
  const facts = readFacts({ database: values.database, ledgers: values.ledger, confirmLogs, smsLog: values.sms });
  const broken = judge(facts);
  for (const [name, complaints] of Object.entries(broken)) for (const complaint of complaints) console.log(`${name}: ${complaint}`);
  console.log(`entrapments caused: ${facts.ledger.filter((line) => line.ledger === 'trapped').length}, orders: ${facts.orders.length}`);
  const count = Object.keys(invariants).length;
  const failed = Object.keys(broken).length;
  console.log(`${count - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
