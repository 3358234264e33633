// When a started server is ready, and whether its database is fit for text in Indian scripts.

import pg from 'pg';

import { embeddedFailure } from './failure.ts';
import type { Postmaster } from './server.ts';

/** Recovery of max_wal_size after a kill takes seconds; a dying disk must not hang the start for ever. */
const READY_LIMIT_MS = 120_000;
const FIRST_RETRY_MS = 4;
const MAX_RETRY_MS = 100;
/** The server says `57P03` while it starts up or recovers. */
const STARTING_UP = '57P03';

/**
 * Waits for the first answer, then refuses a database that can't hold Indic text. On any failure the server
 * is stopped.
 *
 * @param progress told once when the server recovers from an unclean stop, which can take seconds.
 * @returns the server's version, `18.4`.
 * @throws `postgres.start_failed` with the server's last words, `postgres.locale_wrong`.
 */
export async function waitUntilReady(
  postmaster: Postmaster,
  adminUrl: string,
  progress: (step: string) => void,
): Promise<string> {
  try {
    const client = await connectWhenReady(postmaster, adminUrl, progress);
    try {
      return await readVersionAndLocale(client);
    } finally {
      await client.end();
    }
  } catch (error) {
    await postmaster.stop('fast');
    throw error;
  }
}

async function connectWhenReady(
  postmaster: Postmaster,
  adminUrl: string,
  progress: (step: string) => void,
): Promise<pg.Client> {
  const endMs = performance.now() + READY_LIMIT_MS;
  let waitMs = FIRST_RETRY_MS;
  let toldOfRecovery = false;
  for (;;) {
    const attempt = await tryToConnect(adminUrl);
    if (attempt.kind === 'connected') return attempt.client;
    if (attempt.kind === 'starting_up' && !toldOfRecovery && waitMs === MAX_RETRY_MS) {
      progress('the database is recovering from an unclean stop');
      toldOfRecovery = true;
    }
    if (postmaster.exit() !== undefined || performance.now() > endMs) {
      throw embeddedFailure(
        'postgres.start_failed',
        `PostgreSQL did not start: ${postmaster.lastWords() || String(attempt.cause)}`,
        attempt.cause,
      );
    }
    await firstOf(postmaster.exited, waitMs);
    waitMs = Math.min(waitMs * 2, MAX_RETRY_MS);
  }
}

type Attempt =
  | { readonly kind: 'connected'; readonly client: pg.Client }
  | { readonly kind: 'starting_up' | 'no_answer'; readonly cause: unknown };

async function tryToConnect(adminUrl: string): Promise<Attempt> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { kind: 'connected', client };
  } catch (cause) {
    await client.end().catch(() => undefined);
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === STARTING_UP) return { kind: 'starting_up', cause };
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return { kind: 'no_answer', cause };
    throw embeddedFailure(
      'postgres.start_failed',
      `PostgreSQL refused the first connection: ${String(cause)}`,
      cause,
    );
  }
}

async function firstOf(exited: Promise<unknown>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([exited, waited]);
  clearTimeout(timer);
}

/** @returns the version. @throws `postgres.locale_wrong` for the database that `client` is connected to. */
export async function readVersionAndLocale(client: pg.Client): Promise<string> {
  // Locale C would know no letters beyond ASCII: no trigrams and no lower case for any Indian script.
  const { rows } = await client.query<{ version: string; encoding: string; letters: boolean }>(
    `select current_setting('server_version') as version,
            pg_encoding_to_char(encoding) as encoding,
            'क' ~ '[[:alpha:]]' and lower('É') = 'é' as letters
       from pg_database where datname = current_database()`,
  );
  const found = rows[0];
  if (found?.encoding === 'UTF8' && found.letters) return found.version;
  throw embeddedFailure(
    'postgres.locale_wrong',
    `The database has encoding ${found?.encoding ?? 'unknown'} and a locale that doesn't know the letters of Indian scripts: create it with encoding UTF8 and locale C.UTF-8 or an ICU locale.`,
  );
}
