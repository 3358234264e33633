// proves what the transfer room is told of steps that ran on this machine.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readWork } from './room-work.ts';
import { dealFolder, writeEvidence } from './steps/evidence.ts';
import { ProgressNote } from './steps/progress-note.ts';

const DEAL = '01890000-0000-7000-8000-000000000001';

test('documents are told with the digest that acts name, and a step that runs with its last line', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-room-'));
  t.after(async () => await rm(home, { recursive: true, force: true }));
  assert.deepEqual(await readWork(home, DEAL), { documents: [] });
  const file = join(dealFolder(home, DEAL), '08-delta.json');
  const { digest } = await writeEvidence(file, { rows: 7 });
  await writeFile(join(dealFolder(home, DEAL), 'events.json'), '{}');
  const note = new ProgressNote(home, DEAL);
  note.tell('packing 40 %');
  const work = await readWorkWhen(home, 'packing 40 %');
  assert.deepEqual(work.documents, [
    { name: '08-delta.json', digest, bytes: 10, text: '{"rows":7}' },
  ]);
  await note.end();
  assert.equal((await readWork(home, DEAL)).running, undefined);
});

/** The note is written behind the step: asked until it is there. */
async function readWorkWhen(home: string, line: string) {
  for (;;) {
    const work = await readWork(home, DEAL);
    if (work.running?.line === line) return work;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
