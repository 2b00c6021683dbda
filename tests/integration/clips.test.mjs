// DV-20 with real programs: a simulated lift traps people, its box cuts a clip and sends it in pieces over MQTT, and an
// operator takes it out of the gateway as a file. The gateway is killed while pieces are under way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Chain } from './harness/chain.mjs';

const STORED = 3; // gateway::ClipState
const CLIP_MAGIC = 'LGCL'; // the first bytes of every clip

test('the clip of an entrapment comes out of the gateway as a file', { timeout: 300_000 }, async (t) => {
  const chain = await Chain.start();
  t.after(async () => {
    await chain.stop();
    await chain.remove();
  });
  await chain.addLift('LG-000001', { seed: 1 });
  const clips = (args = []) => chain.run('liftguard-gateway', 'clips', '--config', chain.path('config/gateway.toml'), ...args);
  const count = (where) => chain.sql(`select count(*) n from clips where ${where}`)[0].n;

  const end = Date.now() + 180_000;
  let killed = false;
  while (Date.now() < end && count(`state = ${STORED}`) < 2) {
    if (!killed && count('here > 0') > 0) {
      await chain.gateway.kill9();
      await chain.startGateway();
      killed = true;
    }
    await delay(100);
  }
  assert.ok(killed, 'no piece ever came');
  assert.ok(count(`state = ${STORED}`) >= 2, 'no clip became whole');
  assert.equal(count('state = 4'), 0, 'a clip is damaged');

  const [clip] = chain.sql(`select monitor || '/' || journal || '/alarm/' || seq name, size from clips
    where state = ${STORED} and lane = 0 order by id limit 1`);
  assert.match(clips(), new RegExp(`^${clip.name} .*完整`, 'm'));
  const file = chain.path('event.clip');
  clips([clip.name, '-o', file]);
  const bytes = readFileSync(file);
  assert.equal(bytes.length, clip.size);
  assert.equal(bytes.subarray(0, 4).toString('latin1'), CLIP_MAGIC);
});
