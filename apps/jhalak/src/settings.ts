// Every setting of the program: where it comes from, what it may be, what it is when nobody says anything.
// Order: flag, environment, file (`jhalak.json` in the home), default. Checked once at start.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf } from '@jhalak/kernel';

/** A wrong setting: the sentence names it and says what it may be. */
export class SettingError extends Error {}

export interface Settings {
  home: string;
  port: number;
  host: string;
  publicUrl: string | undefined;
  region: string;
  databaseUrl: string | undefined;
  keysDatabaseUrl: string | undefined;
  roles: readonly ProcessRole[];
  gatewaySocket: string | undefined;
  maxUploadMb: number;
  maxClipSeconds: number;
  undoDays: number;
  personStorageGb: number;
  originalsDays: number;
  /** Where files go that are seldom played; absent: as the home has it. */
  blobsCold: string | undefined;
  encodeConcurrency: number;
  /** Grace of running jobs at a stop. */
  drainSeconds: number;
  logLevel: string;
  logTo: 'file' | 'stdout';
  smsProcessor: string | undefined;
  metricsToken: string | undefined;
  trustProxy: boolean;
  peoplePerAddress: number;
  samples: boolean;
  attestation: 'recorded' | 'required';
  attestationSignatures: number;
}

const PROCESS_ROLES = ['api', 'worker', 'media', 'gateway'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

type SettingSource = 'flag' | 'environment' | 'file' | 'default';

/** One setting as `jhalak config` shows it. */
interface SettingRow {
  name: string;
  value: string;
  source: SettingSource;
  meaning: string;
  secret: boolean;
}

interface Definition<Value> {
  env: string;
  flag: string;
  fallback: string;
  meaning: string;
  secret?: boolean;
  parse(text: string): Value;
}

const DEFINITIONS = {
  home: setting('JHALAK_HOME', 'home', '.jhalak', 'folder of data, keys and logs', (text) =>
    resolve(text),
  ),
  port: setting('PORT', 'port', '8780', 'TCP port of the web and API', integer(0, 65_535)),
  host: setting('HOST', 'host', '127.0.0.1', 'address to listen on; 0.0.0.0 for all', nonEmpty),
  publicUrl: setting(
    'PUBLIC_URL',
    'public-url',
    '',
    'https address under which people reach this cell, behind a proxy',
    optionalUrl(['http:', 'https:']),
  ),
  region: setting(
    'JHALAK_REGION',
    'region',
    'in',
    'region of this cell, fixed at first start: two to eight lower-case letters',
    pattern(/^[a-z]{2,8}$/, 'two to eight lower-case letters'),
  ),
  databaseUrl: secret(
    'DATABASE_URL',
    'database-url',
    'an existing PostgreSQL 15 or newer instead of the embedded one',
    optionalDatabaseUrl,
  ),
  keysDatabaseUrl: secret(
    'KEYS_DATABASE_URL',
    'keys-database-url',
    'another database for the key store',
    optionalDatabaseUrl,
  ),
  roles: setting(
    'JHALAK_ROLES',
    'roles',
    PROCESS_ROLES.join(','),
    'what this process does: api, worker, media, gateway (the only one that may dial out)',
    roleList,
  ),
  gatewaySocket: setting(
    'GATEWAY_SOCKET',
    'gateway-socket',
    '',
    "unix socket of the gateway when it runs as another user; default run/gateway.sock in the home, its owner's alone",
    (text) => (text === '' ? undefined : resolve(text)),
  ),
  maxUploadMb: setting(
    'MAX_UPLOAD_MB',
    'max-upload-mb',
    '250',
    'largest upload in megabytes',
    integer(1, 4_000),
  ),
  maxClipSeconds: setting(
    'MAX_CLIP_SECONDS',
    'max-clip-seconds',
    '180',
    'longest clip in seconds',
    integer(1, 600),
  ),
  undoDays: setting(
    'UNDO_DAYS',
    'undo-days',
    '7',
    'days in which the deletion of a clip or an account can be undone',
    integer(0, 90),
  ),
  personStorageGb: setting(
    'PERSON_STORAGE_GB',
    'person-storage-gb',
    '20',
    'room in gigabytes for the clips of one person, with their originals',
    integer(1, 100_000),
  ),
  originalsDays: setting(
    'ORIGINALS_DAYS',
    'originals-days',
    '365',
    'days for which a clip is kept as it was sent, for better encodes and its creator’s own archive; 0: not at all',
    integer(0, 365),
  ),
  blobsCold: setting(
    'BLOBS_COLD',
    'blobs-cold',
    '',
    'folder on a slower disk for clips that nobody is shown and for old originals; without one all files stay in the home',
    (text) => (text === '' ? undefined : resolve(text)),
  ),
  encodeConcurrency: setting(
    'ENCODE_CONCURRENCY',
    'encode-concurrency',
    '1',
    'clips encoded at once; each uses all cores',
    integer(1, 64),
  ),
  drainSeconds: setting(
    'DRAIN_SECONDS',
    'drain-seconds',
    '2',
    'how long a process that is stopped lets its clips and other jobs go on; what is not done then begins again elsewhere',
    integer(0, 3_600),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'log-level',
    'info',
    'debug, info, warn or error',
    oneOf(['debug', 'info', 'warn', 'error']),
  ),
  logTo: setting(
    'LOG_TO',
    'log-to',
    'file',
    'file (logs/jhalak.ndjson in the home) or stdout',
    oneOf(['file', 'stdout']),
  ),
  smsProcessor: setting(
    'SMS_PROCESSOR',
    'sms-processor',
    '',
    'host of the listed processor that sends one-time codes, under a policy of the border; without one the TEST provider, which sends nothing',
    (text) =>
      text === ''
        ? undefined
        : pattern(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name in lower case')(text),
  ),
  metricsToken: secret(
    'METRICS_TOKEN',
    'metrics-token',
    'bearer token for /metrics from other machines; without one only this machine may read it',
    optional,
  ),
  trustProxy: setting(
    'TRUST_PROXY',
    'trust-proxy',
    'no',
    'yes when a reverse proxy sets X-Forwarded-For',
    yesNo,
  ),
  peoplePerAddress: setting(
    'PEOPLE_PER_ADDRESS',
    'people-per-address',
    '10',
    'how many strangers may share an address, as behind a carrier; rate limits of an address are times as high',
    integer(1, 10_000),
  ),
  samples: setting(
    'JHALAK_SAMPLES',
    'samples',
    'yes',
    'fill an empty embedded home with the sample world; no, or --empty, for none',
    yesNo,
  ),
  attestation: setting(
    'ATTESTATION',
    'attestation',
    'recorded',
    'recorded: whatever runs is written down; required: only a signed, added, newest release starts',
    oneOf(['recorded', 'required']),
  ),
  attestationSignatures: setting(
    'ATTESTATION_SIGNATURES',
    'attestation-signatures',
    '2',
    'how many different signers a release needs',
    integer(1, 20),
  ),
} satisfies { [Name in keyof Settings]: Definition<Settings[Name]> };

/** Settings are kept small on disk; a larger file is a mistake. */
const FILE_BYTES_MAX = 64 * 1024;

export interface LoadedSettings {
  settings: Settings;
  rows: readonly SettingRow[];
}

/**
 * @param flags from the command line, without dashes.
 * @throws SettingError naming the first wrong setting, also an unknown flag or an unknown name in the file.
 */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string>>,
): LoadedSettings {
  const known = new Set<string>(Object.values(DEFINITIONS).map((definition) => definition.flag));
  for (const flag of Object.keys(flags)) {
    if (!known.has(flag))
      throw new SettingError(`--${flag} is no setting; \`npx jhalak config\` lists them all.`);
  }
  const home = read('home', DEFINITIONS.home, env, flags, {}).value;
  const file = readFile(join(home, 'jhalak.json'));
  const rows: SettingRow[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(DEFINITIONS)) {
    const { value, text, source } = read(name, definition as Definition<unknown>, env, flags, file);
    settings[name] = value;
    const hide = definition.secret === true && text !== '';
    rows.push({
      name: definition.env,
      value: hide ? '(set)' : text,
      source,
      meaning: definition.meaning,
      secret: definition.secret === true,
    });
  }
  // Each value was parsed by the definition of its own name.
  const typed = settings as unknown as Settings;
  crossCheck(typed);
  return { settings: typed, rows };
}

function crossCheck(settings: Settings): void {
  if (settings.keysDatabaseUrl !== undefined && settings.databaseUrl === undefined) {
    throw new SettingError(
      'KEYS_DATABASE_URL needs DATABASE_URL: the embedded database holds its own key store.',
    );
  }
  if (settings.roles.length < PROCESS_ROLES.length && settings.databaseUrl === undefined) {
    throw new SettingError(
      'JHALAK_ROLES with fewer than all roles needs DATABASE_URL: processes share one database.',
    );
  }
}

function read<Value>(
  name: string,
  definition: Definition<Value>,
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string>>,
  file: Readonly<Record<string, string>>,
): { value: Value; text: string; source: SettingSource } {
  const given = [
    ['flag', flags[definition.flag]],
    ['environment', env[definition.env]],
    ['file', file[definition.env]],
    ['default', definition.fallback],
  ] as const;
  const [source, text = ''] = given.find(([, value]) => value !== undefined) ?? [
    'default',
    definition.fallback,
  ];
  try {
    return { value: definition.parse(text), text, source };
  } catch (error) {
    const where = source === 'flag' ? `--${definition.flag}` : definition.env;
    throw new SettingError(
      // A secret is never shown, also when it is wrong.
      `${where} (${source}) ${messageOf(error)}${definition.secret === true ? '' : `, not "${text}"`}. It means: ${definition.meaning}.`,
      { cause: name },
    );
  }
}

function readFile(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const text = readFileSync(path, 'utf8');
  if (text.length > FILE_BYTES_MAX)
    throw new SettingError(`${path} is larger than a settings file can be.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new SettingError(`${path} is not valid JSON: ${messageOf(cause)}`, { cause });
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new SettingError(`${path} must hold one JSON object of settings.`);
  }
  const names = new Set<string>(Object.values(DEFINITIONS).map((definition) => definition.env));
  const file: Record<string, string> = {};
  for (const [name, value] of Object.entries(parsed)) {
    if (!names.has(name) || name === 'JHALAK_HOME')
      throw new SettingError(`${name} in ${path} is no setting of this file.`);
    if (!['string', 'number', 'boolean'].includes(typeof value))
      throw new SettingError(`${name} in ${path} must be a text.`);
    file[name] = String(value);
  }
  return file;
}

function setting<Value>(
  env: string,
  flag: string,
  fallback: string,
  meaning: string,
  parse: (text: string) => Value,
): Definition<Value> {
  return { env, flag, fallback, meaning, parse };
}

function secret<Value>(
  env: string,
  flag: string,
  meaning: string,
  parse: (text: string) => Value,
): Definition<Value> {
  return { env, flag, fallback: '', meaning, parse, secret: true };
}

function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new Error(`must be a whole number from ${least} to ${most}`);
    return value;
  };
}

function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new Error(`must be ${values.join(' or ')}`);
    return found;
  };
}

function pattern(expression: RegExp, words: string): (text: string) => string {
  return (text) => {
    if (!expression.test(text)) throw new Error(`must be ${words}`);
    return text;
  };
}

function optionalUrl(protocols: readonly string[]): (text: string) => string | undefined {
  return (text) => {
    if (text === '') return undefined;
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      throw new Error(
        `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
      );
    }
    return text.replace(/\/$/, '');
  };
}

const checkDatabaseUrl = optionalUrl(['postgres:', 'postgresql:']);

// PostgreSQL's own form for a socket, `postgres://user@/cell?host=/run/postgresql`, names no host, which is no URL; the
// driver reads it.
function optionalDatabaseUrl(text: string): string | undefined {
  checkDatabaseUrl(text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?#]|$)/, '$1localhost'));
  return optional(text);
}

function optional(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function nonEmpty(text: string): string {
  if (text === '') throw new Error('must not be empty');
  return text;
}

function yesNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new Error('must be yes or no');
  return text === 'yes';
}

function roleList(text: string): ProcessRole[] {
  const roles = text.split(',').map((role) => role.trim());
  return roles.map(oneOf(PROCESS_ROLES));
}
