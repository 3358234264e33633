// Structured logs: one JSON object a line, to a file in the home or to stdout. Warnings and errors also reach the terminal.

import { existsSync, fstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, MINUTE_MS, type LogFields, type Logger } from '@jhalak/kernel';
import pino from 'pino';
import type { Settings } from './settings.ts';

/** How much of the disk logs may fill. */
export interface LogLimits {
  /** A larger file is put aside within a minute. */
  fileBytesMax: number;
  /** Earlier files kept beside the current one. */
  filesKept: number;
}

/** 250 MB in all: weeks of a quiet cell, and small beside any disk that holds clips. */
const LIMITS: LogLimits = { fileBytesMax: 50 * 1024 * 1024, filesKept: 4 };
/** At a thousand lines a second a file grows by some 12 MB between two looks. */
const LOOK_EVERY_MS = MINUTE_MS;

type Destination = ReturnType<typeof pino.destination> & { fd: number };

export interface HouseLogger extends Logger {
  /** Writes what is still in memory; call before the process ends. */
  flush(): void;
  readonly path: string | undefined;
}

/**
 * @param terminal gets a short line for each warning and error; undefined for none.
 * @param name of the file; each process of a home that writes all day has its own.
 */
export function openLog(
  settings: Pick<Settings, 'home' | 'logTo' | 'logLevel' | 'region'>,
  terminal: ((line: string) => void) | undefined,
  limits: LogLimits = LIMITS,
  name = 'jhalak',
): HouseLogger {
  const path = settings.logTo === 'file' ? logFile(settings.home, name) : undefined;
  if (path !== undefined) putAsideIfLarge(path, limits);
  const destination = pino.destination({
    dest: path ?? 1,
    sync: false,
    minLength: 0,
    mode: 0o600,
  }) as Destination;
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
  if (path !== undefined) {
    const look = (): void => {
      try {
        if (putAsideIfLarge(path, limits) || isElsewhere(path, destination)) destination.reopen();
      } catch (error) {
        // The old file stays open and is written on.
        log.warn({ error: messageOf(error) }, 'the log could not be put aside');
      }
    };
    setInterval(look, LOOK_EVERY_MS).unref();
  }
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

function logFile(home: string, name: string): string {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${name}.ndjson`);
}

// A line that is on its way while names change goes to the file that was open: none is lost.
function putAsideIfLarge(path: string, { fileBytesMax, filesKept }: LogLimits): boolean {
  const current = statSync(path, { throwIfNoEntry: false });
  if (current === undefined || current.size <= fileBytesMax) return false;
  rmSync(`${path}.${filesKept}`, { force: true });
  for (let age = filesKept - 1; age >= 1; age -= 1) renameIfThere(path, age);
  renameSync(path, `${path}.1`);
  return true;
}

// Another process of this home, a command beside a running cell, may have put the file aside. Where the whole folder is
// gone (a restore that failed leaves its home as it was) there is nothing to open: the lines go where they went.
function isElsewhere(path: string, destination: Destination): boolean {
  if (destination.fd < 0 || !existsSync(dirname(path))) return false;
  return statSync(path, { throwIfNoEntry: false })?.ino !== fstatSync(destination.fd).ino;
}

function renameIfThere(path: string, age: number): void {
  if (statSync(`${path}.${age}`, { throwIfNoEntry: false }) !== undefined)
    renameSync(`${path}.${age}`, `${path}.${age + 1}`);
}
