// docs/faults.md says of every row of groups A, B, E, F and G of docs/rules/faults.md which test shows that it holds, or why none
// does. This holds the page to the rows and to the tests that there are.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const NOWHERE = 'not here, because ';

// "| A1 | ...", "| B3/B4 | ...": the rows of the matrix.
const rows = read('docs/rules/faults.md').split('\n').flatMap((line) => line.match(/^\| ([ABEFG]\d+(?:\/[ABEFG]\d+)*) \|/)?.[1].split('/') ?? []);

// "| A1 | `file`: name of the test<br>`file`: ... |"
const page = new Map(read('docs/faults.md').split('\n').flatMap((line) => {
  const found = line.match(/^\| ([ABEFG]\d+) \| (.*) \|$/);
  return found ? [[found[1], found[2].split('<br>')]] : [];
}));

// A test's name stands in its file after the word that declares it; what a name is given at run time follows its beginning.
function isThere(file, name) {
  if (!existsSync(join(root, file))) return `${file} is not there`;
  const text = read(file).replace(/\b(TEST_CASE|test)\(\s*\n\s*/g, '$1(');  // a long name stands on a line of its own
  const declared = text.split('\n').some((line) => /\b(TEST_CASE|test)\(/.test(line) && line.includes(name));
  return declared ? undefined : `${file} has no test "${name}"`;
}

test('every row of the groups is on the page, and no other', () => {
  assert.ok(rows.length > 70, 'the rows were not found');
  assert.deepEqual([...page.keys()].sort(), [...rows].sort());
});

test('every test that the page names is there, and every row has one or a reason', () => {
  const complaints = [...page].flatMap(([row, proofs]) => proofs.map((proof) => {
    if (proof.startsWith(NOWHERE)) return proof.length > NOWHERE.length + 20 ? undefined : `${row}: no reason`;
    const [, file, name] = proof.match(/^`([^`]+)`: (.+)$/) ?? [];
    return file ? isThere(file, name.trim()) && `${row}: ${isThere(file, name.trim())}` : `${row}: cannot be read: ${proof}`;
  })).filter(Boolean);
  assert.deepEqual(complaints, []);
});
