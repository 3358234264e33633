// Commands as their command lines run them, and a cell as a start has it.

import { silentLogger } from '@jhalak/kernel';
import type { Command, CommandContext } from '../command.ts';
import { parseLine } from '../command-line.ts';
import { cellOptions } from '../commands/with-cell.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { createCell, type Cell } from '../wiring/cell.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import { openParts } from '../wiring/parts.ts';

/** Runs a command as its command line would. @returns its exit code and what it said. */
export async function runCommand(
  home: string,
  command: Command,
  line: string,
): Promise<{ code: number; said: string }> {
  const { words, flags, options } = parseLine(command, line.split(' '));
  const lines: string[] = [];
  const context: CommandContext = {
    ...loadSettings({}, { home, ...flags }),
    ...{ words, options },
    say: (text) => void lines.push(text),
  };
  return { code: await command.run(context), said: lines.join('\n') };
}

/** A cell that runs on a home, as a start has it, but for HTTP. */
export async function withRunning(
  on: Settings,
  body: (cell: Cell) => Promise<void>,
): Promise<void> {
  const server = await openDatabaseServer(on, silentLogger, { forCommand: false });
  try {
    const parts = await openParts(on, server.url, silentLogger, { live: false });
    try {
      await body(createCell(parts, cellOptions(on)));
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
  }
}
