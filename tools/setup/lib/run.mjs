// Runs a helper program with its output in a log file that is kept, and named, only when it fails.

import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How much of a failed program's output is shown: its errors, else its end. */
const SHOWN_LINES = 12;
/** How often a log is looked at for the line to show beside the spinner. */
const PEEK_MS = 500;

/**
 * @param options.detail told the last line of output now and then.
 * @param options.stallLimitMs ends a program that writes nothing for so long; it then counts as failed.
 * @returns `{ok: true, output}` or `{ok: false, output, log, tellingLines}`; `log` is a file.
 */
export async function runLogged(command, args, options = {}) {
  const log = join(mkdtempSync(join(tmpdir(), 'jhalak-setup-')), 'output.log');
  const file = openSync(log, 'w', 0o600);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  let seenBytes = 0;
  let grewMs = performance.now();
  const peek = setInterval(() => {
    options.detail?.(lastLine(log));
    const { size } = statSync(log);
    if (size > seenBytes) grewMs = performance.now();
    seenBytes = size;
    if (performance.now() - grewMs > (options.stallLimitMs ?? Infinity)) child.kill('SIGKILL');
  }, PEEK_MS);
  const ok = await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
  clearInterval(peek);
  const output = readFileSync(log, 'utf8');
  if (!ok) return { ok, output, log, tellingLines: tellingLines(output) };
  rmSync(dirname(log), { recursive: true, force: true });
  return { ok, output };
}

function lastLine(log) {
  return readFileSync(log, 'utf8').trimEnd().split('\n').at(-1);
}

function tellingLines(output) {
  const lines = output.trim().split('\n');
  const errors = lines.filter(
    (line) => /error|failed|cannot|not found/i.test(line) && !/^\s+at |^npm http /.test(line),
  );
  return (errors.length > 0 ? errors : lines.slice(-SHOWN_LINES)).slice(0, SHOWN_LINES).join('\n');
}
