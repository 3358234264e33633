// A whole cell without its HTTP server, on a clock that is moved by hand: nothing in it runs by itself.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegPictures, ffmpegTranscoder } from '@jhalak/ffmpeg';
import { ALL_MIGRATIONS, createCell, type Cell } from '@jhalak/jhalak';
import { gatewayClient, gatewaySocket } from '@jhalak/outbound';
import type { Journal } from '@jhalak/ports';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { memoryJournal } from './memory-journal.ts';

/** A cell and the engines it stands on. */
export interface House {
  cell: Cell;
  parts: TestParts;
  journal: Journal;
  close(): Promise<void>;
}

/**
 * @param options.quick the journal in memory, for tuning runs.
 * Cost: some 200 ms; the first call of a process may start PostgreSQL.
 */
export async function openHouse(startMs: number, options: { quick: boolean }): Promise<House> {
  const parts = await openTestParts({ migrations: ALL_MIGRATIONS.slice(1), startMs });
  const journal = options.quick ? memoryJournal(parts.clock) : parts.journal;
  const uploadFolder = join(parts.folder, 'uploads');
  await mkdir(uploadFolder, { recursive: true });
  const cell = createCell(
    {
      ...parts,
      journal,
      transcoder: ffmpegTranscoder(),
      pictures: ffmpegPictures(),
      outbound: gatewayClient({ socketPath: gatewaySocket(parts.folder), clock: parts.clock }),
      uploadFolder,
      workFolder: join(parts.folder, 'work'),
      logFolder: join(parts.folder, 'log'),
      ordersFolder: join(parts.folder, 'orders'),
      orderRegisterFile: join(parts.folder, 'orders.register'),
    },
    { maxUploadBytes: 1, maxDurationMs: 1, undoDays: 7, encodeConcurrency: 1 },
  );
  // What every page asks; the rest of the cell has nothing to do with a replay.
  await feature(cell, 'visibility').start?.();
  return {
    cell,
    parts,
    journal,
    close: async () => {
      await feature(cell, 'visibility').stop?.();
      await cell.stop();
      await parts.close();
    },
  };
}

function feature(cell: Cell, name: string): Cell['features'][number] {
  const found = cell.features.find(({ manifest }) => manifest.owner === name);
  if (found === undefined) throw new Error(`the cell has no ${name}`);
  return found;
}

/** Lets a cell's visibility read what was sealed. */
export async function showAll(cell: Cell): Promise<void> {
  await feature(cell, 'visibility').catchUp?.();
}
