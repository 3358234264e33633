// Structured logs: one JSON object a line, to a file in the home or to stdout. Warnings and errors also reach the terminal.

import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFields, Logger } from '@jhalak/kernel';
import pino from 'pino';
import type { Settings } from './settings.ts';

/** A larger file is put aside at the next start; one earlier file is kept. */
const FILE_BYTES_MAX = 50 * 1024 * 1024;

export interface HouseLogger extends Logger {
  /** Writes what is still in memory; call before the process ends. */
  flush(): void;
  readonly path: string | undefined;
}

/** @param terminal gets a short line for each warning and error; undefined for none. */
export function openLog(
  settings: Settings,
  terminal: ((line: string) => void) | undefined,
): HouseLogger {
  const path = settings.logTo === 'file' ? logFile(settings.home) : undefined;
  const destination = pino.destination({ dest: path ?? 1, sync: false, minLength: 0, mode: 0o600 });
  const log = pino(
    {
      level: settings.logLevel,
      base: { region: settings.region },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
  const tell = (fields: LogFields, message: string): void =>
    terminal?.(
      `  ! ${message}${fields['error'] === undefined ? '' : `: ${String(fields['error'])}`}`,
    );
  return {
    path,
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => {
      log.warn(fields, message);
      tell(fields, message);
    },
    error: (fields, message) => {
      log.error(fields, message);
      tell(fields, message);
    },
    flush: () => {
      try {
        destination.flushSync();
      } catch {
        // The destination was never opened: there is nothing to flush.
      }
    },
  };
}

function logFile(home: string): string {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'jhalak.ndjson');
  if (existsSync(path) && statSync(path).size > FILE_BYTES_MAX) renameSync(path, `${path}.1`);
  return path;
}
