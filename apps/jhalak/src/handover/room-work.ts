// What steps of a deal left on this machine, and what runs now, as the transfer room shows it.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DealWork } from '@jhalak/contracts/handover-room';
import { dealFolder, fileDigest } from './steps/evidence.ts';
import { readNote } from './steps/progress-note.ts';
import { readLarge } from './steps/read-large.ts';

/** `08-delta.json`, `03-rehearsal-first.json`. */
const NAME = /^\d{2}-[a-z][a-z0-9-]{0,80}\.json$/;
/** A deal has fifteen steps, and a rehearsal for each bidder. */
const DOCUMENTS_MAX = 60;
/** A report with every table takes some 100 kB; what is larger is told by its digest alone. */
const TEXT_MAX = 400_000;

/** @param dealId an id that a route has checked: it is part of a path. Cost: reads the deal's documents. */
export async function readWork(home: string, dealId: string): Promise<DealWork> {
  const folder = dealFolder(home, dealId);
  const names = await readdir(folder).catch(() => []);
  const running = await readNote(home, dealId).catch(() => undefined);
  const documents: DealWork['documents'] = [];
  for (const name of names
    .filter((one) => NAME.test(one))
    .toSorted()
    .slice(0, DOCUMENTS_MAX)) {
    const file = join(folder, name);
    const { size } = await stat(file);
    const text = size <= TEXT_MAX ? { text: await readLarge(file, TEXT_MAX) } : {};
    documents.push({ name, digest: await fileDigest(file), bytes: size, ...text });
  }
  if (running === undefined) return { documents };
  const { step, line, startedAtMs, atMs } = running;
  const told = step === undefined ? line : `${step}: ${line}`;
  return { running: { line: told, startedAtMs, atMs }, documents };
}
