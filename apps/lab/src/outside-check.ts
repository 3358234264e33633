// Builds and runs the verifier that is not ours (outside/check-log.go).

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, '../outside/check-log.go');
/** Debian's place for Go packages without modules. */
const GOPATH = '/usr/share/gocode';
/** Compiled packages are kept between runs: the first build costs ten seconds, later ones half of one. */
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/jhalak-go');
/** A build on a busy machine; a check of 70,000 entries takes a few seconds. */
const LIMIT_MS = 240_000;

/** @returns why the outside verifier cannot be run here; undefined when it can. */
export async function outsideMissing(): Promise<string | undefined> {
  if ((await run('go', ['version'])).code !== 0)
    return 'go is not installed (Debian: golang-go): nobody but us has verified the log';
  if (!existsSync(join(GOPATH, 'src/golang.org/x/mod/sumdb/tlog')))
    return 'golang.org/x/mod is not installed (Debian: golang-golang-x-mod-dev): nobody but us has verified the log';
  return undefined;
}

/** @param to the program's path. @throws Error with the compiler's words. */
export async function buildOutsideCheck(to: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const built = await run('go', ['build', '-o', to, SOURCE]);
  if (built.code !== 0) throw new Error(`go build failed: ${built.text}`);
}

/** @param log.olderVkey where another owner signed the older one. @returns the exit code (0: everything held) and what it said. */
export async function outsideCheck(
  program: string,
  log: { folder: string; vkey: string; olderFile?: string; olderVkey?: string },
): Promise<{ code: number; text: string }> {
  const { folder, vkey, olderFile, olderVkey } = log;
  const older = [olderFile, olderVkey].filter((one) => one !== undefined);
  return await run(program, [folder, vkey, ...older]);
}

async function run(command: string, args: string[]): Promise<{ code: number; text: string }> {
  const env = {
    ...process.env,
    ...{ GO111MODULE: 'off', GOPATH, GOCACHE: CACHE, CGO_ENABLED: '0', GOFLAGS: '' },
  };
  return await new Promise((resolve) => {
    execFile(command, args, { env, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, text: `${stdout}${stderr}` });
    });
  });
}
