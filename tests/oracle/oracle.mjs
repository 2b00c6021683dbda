// The judge of every fault test: reads ledger, database and the SMS stand-in's list, and says which invariants hold.
//   node oracle.mjs --database sqlite:PATH|postgresql://... --ledger FILE... --confirmed MONITOR=FILE... --sms FILE
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

const count = (things) => Object.entries(things).map(([name, number]) => `${name} ${number}`).join(', ');

// What a scenario says in the end, and whether it holds. seed: what repeats it; injected: faults by name, how often each
// struck. A run in which nothing struck has shown nothing: that is a complaint too. {line, broken}
export function verdict(facts, { seed = 'none', injected }) {
  const broken = judge(facts);
  const struck = Object.values(injected).reduce((sum, number) => sum + number, 0);
  if (struck === 0) broken['injected'] = ['no fault was injected: nothing was tried'];
  const entrapments = facts.ledger.filter((line) => line.ledger === 'trapped').length;
  const failed = Object.keys(broken).length;
  return {
    broken,
    line: `seed ${seed}; injected ${struck} (${count(injected)}); `
      + count({ entrapments, orders: facts.orders.length, events: facts.events.length, 'limits fired': facts.limits.filter((limit) => limit.fired_ms !== null).length,
        SMS: facts.accepted.length, 'dead letters': facts.deadLetters.length })
      + `; ${Object.keys(invariants).length + 1 - failed} passed, ${failed} failed`,
  };
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
  const failed = Object.keys(broken).length;
  console.log(`${Object.keys(invariants).length - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
