import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLabLog } from './lab-log.ts';
import { buildOutsideCheck, outsideCheck, outsideMissing } from './outside-check.ts';

// 70,000 entries: `npm run proof -- log`.
const ENTRIES = 1_000;

test('a verifier that is not ours accepts a log of 1,000 entries, and refuses it with one byte changed', async (t) => {
  const missing = await outsideMissing();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const log = await openLabLog();
  t.after(() => log.close());
  const program = join(log.parts.folder, 'check-log');
  await buildOutsideCheck(program);
  await log.append(300);
  await log.border.publish();
  const olderFile = join(log.parts.folder, 'older');
  await cp(join(log.folder, 'checkpoint'), olderFile);
  await log.append(ENTRIES - 300);
  await log.border.publish();
  const accepted = await outsideCheck(program, { ...log, olderFile });
  assert.equal(accepted.code, 0, accepted.text);
  assert.match(accepted.text, /^OK 1000 entries, 5 tiles, 11 proofs/);
  for (const name of ['checkpoint', 'tile/0/001', 'tile/1/000.p/3', 'tile/entries/003.p/232']) {
    const path = join(log.folder, name);
    const bytes = await readFile(path);
    const changed = Buffer.from(bytes);
    changed[30] = (changed[30] ?? 0) ^ 1;
    await writeFile(path, changed);
    const refused = await outsideCheck(program, log);
    assert.equal(refused.code, 1, `${name}: ${refused.text}`);
    await writeFile(path, bytes);
  }
});
