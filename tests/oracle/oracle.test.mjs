// The oracle itself: each invariant turns red on the smallest fact that breaks it, and is green without.
import assert from 'node:assert/strict';
import test from 'node:test';
import { blake2b256 } from './blake2b.mjs';
import { judge } from './oracle.mjs';
import * as check from './invariants.mjs';

// Rows as the product writes them: the text that is hashed is written down here, not taken from the code under test.
const audited = (rows) => rows.reduce((chain, [seq, what]) => {
  const text = `${chain.at(-1)?.hash ?? ''}|${seq}|${1000 + seq}|0|21|6:系统|0:|${what.length}:${what}|0:|2:{}`;
  return [...chain, { seq, at_ms: 1000 + seq, account: null, name: '系统', origin: '', action: what, subject: '21', before_json: '', after_json: '{}', hash: blake2b256(text) }];
}, []);

const sound = () => ({
  now: 1_000_000,
  ledger: [{ ledger: 'trapped', monitor: 'LG-1', episode: 1, wall_ms: 1000 }, { ledger: 'freed', monitor: 'LG-1', episode: 1, wall_ms: 9000 }],
  confirmations: [{ monitor: 'LG-1', journal: '7', lane: 0, contiguous: 2 }],
  accepted: [{ key: 'k1' }],
  bindings: [{ monitor: 'LG-1', elevator: '11' }],
  events: [1, 2].map((seq) => ({ monitor: 'LG-1', journal: '7', lane: 0, seq, kind: seq, elevator: '11' })),
  gaps: [],
  alarms: [{ monitor: 'LG-1', journal: '7', episode: '5', kind: 1, elevator: '11', order: '21', happened_ms: 3000 }],
  orders: [{ id: '21', elevator: '11', tag: 1, opened_ms: 3001, closed_ms: 9500 }],
  dispatches: [],
  limits: [{ order: '21', level: 1, step: 3, round: 1, due_ms: 4000, fired_ms: 4001, met_ms: 5000, withdrawn: 0 }],
  steps: [
    { order: '21', what: 4, level: 1, step: null, round: 1 }, { order: '21', what: 7, level: 1, step: 3, round: 1, due_ms: 4000 },
    { order: '21', what: 5, level: 1, step: 3, round: 1 }, { order: '21', what: 5, level: 1, step: 4, round: 1 }, { order: '21', what: 5, level: 1, step: 5, round: 1 },
    { order: '21', what: 10 },
  ],
  notices: [{ id: '1', key: 'k1', order: '21', state: 3, phone: '138' }, { id: '2', key: 'k0', order: '21', state: 8, phone: '138', into_notice: '1' }],
  deadLetters: [{ topic: 't', reason: 'malformed' }],
  changes: [['21', 'opened'], ['21', 'stepped'], ['21', 'closed'], ['22', 'opened'], ['22', 'closed'], ['22', 'reopened'], ['22', 'closed']]
    .map(([order, what], index) => ({ seq: index + 1, order, elevator: '11', detail: JSON.stringify({ what: [what] }) })),
  audit: audited([[1, 'order.accepted'], [2, 'order.arrived'], [3, 'order.rescued']]),
  resources: [{ name: 'gateway', limits: { residentMib: 300 }, base: { residentMib: 40, descriptors: 100, threads: 20 },
    peak: { residentMib: 120, descriptors: 400, threads: 30 }, last: { residentMib: 90, descriptors: 108, threads: 20 } }],
});

test('a sound run is green', () => assert.deepEqual(judge(sound()), {}));

const mutants = {
  'O1 no loss': [
    ['an entrapment without an event', (f) => { f.alarms = []; }],
    ['an event without an order', (f) => { f.alarms[0].order = null; }],
    ['a record of a fleet that is nowhere', (f) => f.ledger.push({ ledger: 'record', monitor: 'LG-1', journal: '7', lane: 1, seq: 9, wall_ms: 1 })],
    ['an order that is not there', (f) => { f.orders = []; }],
  ],
  'O1 nothing invented': [
    ['an event outside every entrapment', (f) => f.alarms.push({ ...f.alarms[0], episode: '6', happened_ms: 20_000 })],
    ['two events for one entrapment', (f) => f.alarms.push({ ...f.alarms[0], episode: '6', happened_ms: 4000 })],
  ],
  'O2 no double': [['a second order for the entrapment', (f) => f.orders.push({ ...f.orders[0], id: '22', opened_ms: 9600 })],
    ['two open at once', (f) => { f.ledger.push({ ledger: 'trapped', monitor: 'LG-1', episode: 2, wall_ms: 1 }); f.orders.push({ ...f.orders[0], id: '22', opened_ms: 5000 }); }]],
  'O2 no double at any point': [
    ['a second one opened for a moment', (f) => f.changes.splice(1, 0, { ...f.changes[3], seq: 1.1 }, { ...f.changes[4], seq: 1.2 })],
    ['one reopened beside another', (f) => f.changes.splice(4, 0, { ...f.changes[0], seq: 4.5, detail: '{"what":["reopened"]}' })],
  ],
  'O3 honest confirmation': [['confirmed beyond what is stored', (f) => { f.confirmations[0].contiguous = 3; }],
    ['a hole below the mark', (f) => { f.events.shift(); }]],
  'O4 limits': [
    ['fired at its due time exactly', (f) => { f.limits[0].fired_ms = 4000; }],
    ['never fired', (f) => { f.limits[0].fired_ms = null; f.steps.splice(1, 1); }],
    ['told twice', (f) => f.steps.splice(1, 0, f.steps[1])],
    ['fired although it was met', (f) => { f.limits[0].met_ms = 3999; }],
    ['told with another due time', (f) => { f.steps[1].due_ms = 4100; }],
  ],
  'O5 notices': [
    ['a key accepted twice', (f) => f.accepted.push({ key: 'k1' })],
    ['an SMS that no notice asked for', (f) => f.accepted.push({ key: 'k2' })],
    ['marked as sent but not accepted', (f) => { f.accepted = []; }],
    ['merged into one to somebody else', (f) => { f.notices[1].phone = '139'; }],
    ['merged into nothing', (f) => { f.notices[1].into_notice = null; }],
    ['left pending', (f) => { f.notices[0].state = 1; }],
  ],
  'O6 history': [['rescued without having arrived', (f) => f.steps.splice(3, 1)], ['a step on a closed order', (f) => f.steps.push({ order: '21', what: 5, level: 1, step: 6 })]],
  'O6 audit chain': [
    ['a row that was edited', (f) => { f.audit[1].action = 'order.closed'; }],
    ['a row that was taken out', (f) => f.audit.splice(1, 1)],
    ['a row that was edited together with its hash', (f) => { f.audit[0] = audited([[1, 'another']])[0]; }],
  ],
  'O7 liveness': [['stored but never confirmed', (f) => { f.confirmations[0].contiguous = 1; }]],
  'O8 isolation': [['an event under another elevator', (f) => { f.events[0].elevator = '12'; }]],
  'O9 bounded': [
    ['too much memory in between', (f) => { f.resources[0].peak.residentMib = 301; }],
    ['descriptors that stay', (f) => { f.resources[0].last.descriptors = 120; }],
    ['threads that stay', (f) => { f.resources[0].last.threads = 30; }],
  ],
  'O10 conservation': [['a record stored twice', (f) => f.events.push(f.events[0])], ['a dead letter without reason', (f) => { f.deadLetters[0].reason = ''; }]],
};

for (const [name, cases] of Object.entries(mutants)) {
  for (const [what, mutate] of cases) {
    test(`${name} turns red: ${what}`, () => {
      const facts = sound();
      mutate(facts);
      assert.ok(name in judge(facts), JSON.stringify(judge(facts)));
    });
  }
}

test('RS-13: an entrapment that was over before it was heard of is well with an alert at the desk, and only with it', () => {
  const facts = sound();
  facts.alarms[0] = { ...facts.alarms[0], order: null, effected: 5, received_ms: 20_000 };
  facts.deskAlerts = [{ monitor: 'LG-1', raised_ms: 20_000 }];
  facts.orders = [];
  facts.limits = [];
  facts.steps = [];
  assert.deepEqual(judge(facts), {});
  assert.ok('O1 no loss' in judge({ ...facts, deskAlerts: [] }));
  facts.alarms[0].received_ms = 8000;  // while they were still in there
  assert.ok('O1 no loss' in judge(facts));
});

test('BLAKE2b-256 is that of RFC 7693', () => {
  assert.equal(blake2b256('abc'), 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319');
  assert.equal(blake2b256('x'.repeat(300)), '5aa7fbbf37986bb2a5d547c0d3c4d4326a24d786e7d57bf93fc784176e38b33d');
});

test('every invariant has a mutant', () => assert.deepEqual(Object.keys(mutants).sort(), Object.keys(check.invariants).sort()));
