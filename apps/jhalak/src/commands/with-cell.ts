// Opens a cell for a command that ends soon: beside a running Jhalak, or alone.

import type { Logger } from '@jhalak/kernel';
import { addressOf } from '../address.ts';
import type { CommandContext } from '../command.ts';
import { openLog } from '../log.ts';
import type { Settings } from '../settings.ts';
import { createCell, type Cell } from '../wiring/cell.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import { openParts } from '../wiring/parts.ts';

const MEGABYTE = 1_000_000;
const GIGABYTE = 1_000_000_000;

/** @returns the cell's options as the settings say. */
export function cellOptions(settings: Settings): Parameters<typeof createCell>[1] {
  return {
    maxUploadBytes: settings.maxUploadMb * MEGABYTE,
    maxDurationMs: settings.maxClipSeconds * 1_000,
    undoDays: settings.undoDays,
    personBytesMax: settings.personStorageGb * GIGABYTE,
    originalsDays: settings.originalsDays,
    encodeConcurrency: settings.encodeConcurrency,
    signaturesNeeded: settings.attestationSignatures,
    address: addressOf(settings),
  };
}

/** Runs `work` with a cell whose journal stands still; when nothing else runs, what it appended is settled at the end. */
export async function withCell<Result>(
  context: CommandContext,
  work: (cell: Cell, logger: Logger) => Promise<Result>,
): Promise<Result> {
  const logger = openLog(context.settings, context.say);
  const server = await openDatabaseServer(context.settings, logger, { forCommand: true });
  try {
    const parts = await openParts(context.settings, server.url, logger, { live: false });
    try {
      return await work(createCell(parts, cellOptions(context.settings)), logger);
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
    logger.flush();
  }
}
