// The database and the key store in it. A database that does not start is a finding, not a failure.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, silentLogger, systemClock } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { openDatabase } from '@jhalak/postgres';
import type { Asks } from '../backup/long-transaction.ts';
import { compareSchemas, databaseMigrations, releaseMigrations } from '../backup/schema-state.ts';
import type { Settings } from '../settings.ts';
import { ALL_MIGRATIONS } from '../wiring/house.ts';
import { openDatabaseServer, type DatabaseServer } from '../wiring/open-database-server.ts';
import { logFindings, orderFindings } from './border-findings.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import { learnerFindings } from './learner-findings.ts';
import { originalsFindings } from './originals-findings.ts';

const VERSION_MIN = 15;
/** Tokens and cursors carry times of both clocks. */
const CLOCK_OFF_MS = 2_000;

/** Starts the embedded database when nothing of this home runs, and stops it again. Makes none where there is none. */
export async function databaseFindings(settings: Settings): Promise<Finding[]> {
  if (settings.databaseUrl === undefined && !existsSync(join(settings.home, 'pg'))) {
    return [ok('database', 'none yet, the first start makes it')];
  }
  let server: DatabaseServer;
  try {
    server = await openDatabaseServer(settings, silentLogger, { forCommand: true });
  } catch (error) {
    return [noDatabase(settings, error)];
  }
  try {
    return await onServer(settings, server);
  } catch (error) {
    return [noDatabase(settings, error)];
  } finally {
    await server.stop();
  }
}

function noDatabase({ databaseUrl }: Settings, error: unknown): Finding {
  const mend =
    databaseUrl === undefined
      ? 'Do what it says; pg.start.log and pg/log in the home tell more.'
      : 'See that DATABASE_URL names a running PostgreSQL, and that this machine may reach it.';
  return problem('database', `does not answer: ${rootMessage(error)}`, mend);
}

// The outermost sentence says that it does not answer; the innermost says why.
function rootMessage(error: unknown): string {
  let innermost = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (!(innermost instanceof Error) || innermost.cause === undefined) break;
    innermost = innermost.cause;
  }
  const message = messageOf(innermost);
  return message === '' ? messageOf(error) : message;
}

async function onServer(settings: Settings, server: DatabaseServer): Promise<Finding[]> {
  const database = openDatabase({ url: server.url, poolMax: 1, applicationName: 'jhalak-doctor' });
  try {
    return [
      await version(database, server.kind),
      await locale(database),
      await trigrams(database),
      await clock(database),
      await schema(database),
      ...(await region(database, settings.region)),
      await keystore(settings, server.url),
      ...(await logFindings(database, settings.home, {
        running: server.kind === 'running',
        nowMs: systemClock.nowMs(),
      })),
      ...(await orderFindings(database)),
      ...(await learnerFindings(database)),
      ...(await originalsFindings(database)),
    ];
  } finally {
    await database.close();
  }
}

const KIND = {
  embedded: 'embedded',
  running: 'of the running Jhalak',
  external: 'of DATABASE_URL',
};

async function version(on: Asks, kind: DatabaseServer['kind']): Promise<Finding> {
  const [found] = await on.query<{ name: string; number: number }>({
    name: 'doctor.version',
    text: `SELECT current_setting('server_version') AS name, current_setting('server_version_num')::int AS number`,
  });
  const what = `PostgreSQL ${found?.name ?? 'unknown'}, ${KIND[kind]}`;
  if ((found?.number ?? 0) >= VERSION_MIN * 10_000) return ok('database', what);
  return problem('database', what, `Use PostgreSQL ${VERSION_MIN} or newer.`);
}

async function locale(on: Asks): Promise<Finding> {
  const [found] = await on.query<{ encoding: string; locale: string; letters: boolean }>({
    name: 'doctor.locale',
    text: `SELECT pg_encoding_to_char(encoding) AS encoding, datctype AS locale,
        'क' ~ '[[:alpha:]]' AND lower('É') = 'é' AS letters
      FROM pg_database WHERE datname = current_database()`,
  });
  const what = `encoding ${found?.encoding ?? 'unknown'}, locale ${found?.locale ?? 'unknown'}`;
  if (found?.encoding === 'UTF8' && found.letters) return ok('locale', what);
  return problem(
    'locale',
    `${what}: does not know the letters of Indian scripts`,
    'Make the database anew with encoding UTF8 and locale C.UTF-8 or an ICU locale, then restore a backup into it.',
  );
}

// Search finds words that sound alike by them. The embedded PostgreSQL brings the extension along.
async function trigrams(on: Asks): Promise<Finding> {
  const [found] = await on.query<{ version: string }>({
    name: 'doctor.trigrams',
    text: `SELECT default_version AS version FROM pg_available_extensions WHERE name = 'pg_trgm'`,
  });
  if (found !== undefined) return ok('pg_trgm', found.version);
  return problem(
    'pg_trgm',
    'this extension of PostgreSQL, by which search finds similar words, is not installed',
    "Install PostgreSQL's contrib package on the database's machine (Debian: postgresql-contrib).",
  );
}

async function clock(on: Asks): Promise<Finding> {
  const beforeMs = systemClock.nowMs();
  const [found] = await on.query<{ now: string }>({
    name: 'doctor.clock',
    text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now',
  });
  const ownMs = (beforeMs + systemClock.nowMs()) / 2;
  const offMs = Math.round(Math.abs(Number(found?.now ?? 0) - ownMs));
  const what = `${offMs} ms between the database's and ours`;
  if (offMs <= CLOCK_OFF_MS) return ok('clock', what);
  return warning('clock', what, 'Set both machines by NTP.');
}

async function schema(on: Asks): Promise<Finding> {
  const had = await databaseMigrations(on);
  const { pending, unknown, changed } = compareSchemas(
    await releaseMigrations(ALL_MIGRATIONS),
    had,
  );
  if (changed.length > 0) {
    return problem(
      'schema',
      `changed after it ran: ${changed.join(', ')}`,
      'Bring back the migration files of this release.',
    );
  }
  if (unknown.length > 0) {
    return problem(
      'schema',
      `of a newer release: ${unknown.join(', ')}`,
      'Run the newer release, or restore a backup made with this one.',
    );
  }
  if (had.length === 0) return ok('schema', 'none yet, the first start makes it');
  if (pending.length === 0) return ok('schema', `up to date, ${had.length} migrations`);
  return warning(
    'schema',
    `lacks ${pending.join(', ')}`,
    'Make a backup with the release that ran last, then run npx jhalak migrate.',
  );
}

async function region(on: Asks, wanted: string): Promise<Finding[]> {
  const [found] = await on.query<{ check: string }>({
    name: 'doctor.region',
    text: `SELECT pg_get_constraintdef(c.oid) AS check FROM pg_constraint AS c JOIN pg_type AS t ON t.oid = c.contypid
      WHERE t.typname = 'cell_region' AND t.typnamespace = current_schema()::regnamespace AND c.contype = 'c'`,
  });
  if (found === undefined || found.check.includes(`'${wanted}'`)) return [];
  const made = /'([a-z]{2,8})'/.exec(found.check)?.[1] ?? 'another';
  return [
    problem(
      'region',
      `JHALAK_REGION is ${wanted}, and this cell is of ${made}`,
      `Set JHALAK_REGION=${made}.`,
    ),
  ];
}

// Opening a key store makes one where there is none, so it is looked for first.
async function keystore(settings: Settings, databaseUrl: string): Promise<Finding> {
  const url = settings.keysDatabaseUrl ?? databaseUrl;
  try {
    const database = openDatabase({ url, poolMax: 1, applicationName: 'jhalak-doctor' });
    try {
      const [store] = await database.query<{ there: boolean }>({
        name: 'doctor.keystore',
        text: `SELECT to_regclass('keystore.cell') IS NOT NULL AS there`,
      });
      if (store?.there !== true) return ok('key store', 'none yet, the first start makes it');
    } finally {
      await database.close();
    }
    const keys = await openKeystore({
      url,
      rootKeyFile: join(settings.home, 'keys', 'root.key'),
      region: settings.region,
      clock: systemClock,
      logger: silentLogger,
      poolMax: 1,
    });
    await keys.close();
    return ok('key store', 'opens with the root key');
  } catch (error) {
    return problem('key store', 'does not open', messageOf(error));
  }
}
