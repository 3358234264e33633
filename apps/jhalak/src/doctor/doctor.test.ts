// Claims about the doctor: it sees what is wrong, says how to mend it, and changes nothing.

import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silentLogger } from '@jhalak/kernel';
import { createRootKeyFile, openKeystore } from '@jhalak/keystore';
import { migrate, openDatabase } from '@jhalak/postgres';
import { startTestServer, type TestServer } from '@jhalak/postgres/embedded';
import type { TranscoderCapabilities } from '@jhalak/ports';
import { doctor } from '../commands/doctor.ts';
import { loadSettings, type Settings } from '../settings.ts';
import { ALL_MIGRATIONS } from '../wiring/house.ts';
import { databaseFindings } from './database-findings.ts';
import { engineFindings } from './engine-findings.ts';
import { ok, problem, reportLines, warning, type Finding } from './finding.ts';
import { homeFindings } from './home-findings.ts';
import { machineFacts, machineFindings } from './machine-findings.ts';
import { servingFindings } from './serving-findings.ts';
import { settingsFindings } from './settings-findings.ts';

let folder: string;
let server: TestServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-doctor-'));
  await chmod(folder, 0o711);
  server = await startTestServer();
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const of = (findings: readonly Finding[], part: string): Finding => {
  const found = findings.find((finding) => finding.part === part);
  assert.ok(found, `nothing was said of ${part}`);
  return found;
};
const settingsWith = (flags: Record<string, string>) => loadSettings({}, flags);

/** The test server's address is a socket's, which the setting's check does not know. */
function onDatabase(databaseUrl: string, flags: Record<string, string>): Settings {
  return { ...settingsWith(flags).settings, databaseUrl };
}

async function database(name: string, options = ''): Promise<string> {
  const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
  await admin.pool.query(`CREATE DATABASE ${name} ${options}`);
  await admin.close();
  return server.databaseUrl(name);
}

test('every finding that is not in order says how to mend it, aligned below its mark', () => {
  const lines = reportLines(
    [ok('Node', '24'), warning('disk', 'small', 'Free it.'), problem('port', 'used', 'Stop it.')],
    'plain',
  );
  assert.deepEqual(lines, [
    '✓ Node  24',
    '! disk  small',
    '        → Free it.',
    '✗ port  used',
    '        → Stop it.',
    '',
    '1 problem, 1 warning, 1 in order',
  ]);
  assert.ok(reportLines([ok('Node', '24')], 'coloured')[0]?.startsWith('\u001b[32m✓'));
});

test('a small, old or foreign machine is named', () => {
  const fine = { ...machineFacts(), platform: 'linux', arch: 'x64', cores: 4, node: '24.1.0' };
  const facts = { ...fine, memoryBytes: 8e9 };
  assert.ok(machineFindings(facts).every(({ state }) => state === 'ok'));
  const cases = [
    [{ platform: 'darwin' }, 'machine', 'problem'],
    [{ arch: 'arm64' }, 'machine', 'warning'],
    [{ arch: 'riscv64' }, 'machine', 'problem'],
    [{ cores: 1 }, 'cores', 'warning'],
    [{ memoryBytes: 1e9 }, 'memory', 'problem'],
    [{ memoryBytes: 2e9 }, 'memory', 'warning'],
    [{ node: '22.20.0' }, 'Node', 'problem'],
  ] as const;
  for (const [change, part, state] of cases) {
    const found = of(machineFindings({ ...facts, ...change }), part);
    assert.equal(found.state, state, part);
    assert.match(found.mend ?? '', /\.$/);
  }
});

test('a home open to others and an exposed or missing root key are named with the command that mends them', async () => {
  const home = join(folder, 'open-home');
  await mkdir(join(home, 'keys'), { recursive: true });
  await chmod(home, 0o755);
  const key = join(home, 'keys', 'root.key');
  await createRootKeyFile(key);
  await chmod(key, 0o640);
  const findings = await homeFindings(home);
  assert.equal(of(findings, 'home').mend, `Run chmod 700 ${home}.`);
  assert.match(of(findings, 'root key').mend ?? '', new RegExp(`chmod 600 ${key}`));
  assert.equal(of(findings, 'root key').state, 'problem');
  await chmod(home, 0o700);
  await chmod(key, 0o600);
  assert.ok(
    (await homeFindings(home)).every(({ state, part }) => state === 'ok' || part === 'disk'),
  );
  await rm(key);
  assert.ok(!(await homeFindings(home)).some(({ part }) => part === 'root key'));
  await mkdir(join(home, 'blobs'));
  assert.equal(of(await homeFindings(home), 'root key').state, 'problem');
  await writeFile(join(home, 'restore-unfinished'), '');
  assert.equal(of(await homeFindings(home), 'restore').state, 'problem');
  await writeFile(join(folder, 'a-file'), '');
  assert.equal(of(await homeFindings(join(folder, 'a-file')), 'home').state, 'problem');
});

test('settings that do not go together are named', () => {
  const publicUrl = (flags: Record<string, string>) =>
    of(settingsFindings(settingsWith(flags)), 'PUBLIC_URL').state;
  assert.equal(publicUrl({ 'public-url': 'http://clips.example' }), 'warning');
  assert.equal(publicUrl({ 'public-url': 'https://clips.example' }), 'warning');
  assert.equal(publicUrl({ 'public-url': 'https://clips.example', 'trust-proxy': 'yes' }), 'ok');
  assert.match(of(settingsFindings(settingsWith({ port: '9' })), 'settings').what, /PORT/);
  assert.match(of(settingsFindings(settingsWith({})), 'text messages').what, /TEST/);
  const texts = settingsFindings(settingsWith({ 'sms-processor': 'sms.example' }));
  assert.equal(of(texts, 'text messages').state, 'ok');
});

test('a database that is not there, of a wrong locale, region or release is a finding', async () => {
  const look = async (url: string, flags: Record<string, string> = {}): Promise<Finding[]> =>
    await databaseFindings(onDatabase(url, { home: folder, ...flags }));
  const gone = of(await look(server.databaseUrl('nobody_made_it')), 'database');
  assert.equal(gone.state, 'problem');
  assert.match(gone.what, /"nobody_made_it" does not exist/);

  const plain = await look(
    await database('locale_c', `TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'`),
  );
  assert.equal(of(plain, 'locale').state, 'problem');

  const url = await database('cell');
  const fresh = await look(url);
  assert.ok(
    fresh.every(({ state }) => state === 'ok'),
    JSON.stringify(fresh),
  );
  assert.match(of(fresh, 'pg_trgm').what, /^\d/);
  const cell = openDatabase({ url, poolMax: 2 });
  try {
    const count = `SELECT count(*)::int AS count FROM pg_class WHERE relnamespace NOT IN
      (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg_%' OR nspname = 'information_schema')`;
    assert.deepEqual((await cell.pool.query(count)).rows, [{ count: 0 }], 'looking made something');
    const done = 2;
    await migrate(cell, 'in', ALL_MIGRATIONS.slice(0, done), 0);
    const next = ALL_MIGRATIONS[done]?.owner;
    assert.match(of(await look(url), 'schema').what, new RegExp(`^lacks ${next}/0001`));
    await migrate(cell, 'in', ALL_MIGRATIONS, 0);
    assert.equal(of(await look(url), 'schema').state, 'ok');
    const abroad = (await look(url, { region: 'id' })).find(({ part }) => part === 'region');
    assert.equal(abroad?.mend, 'Set JHALAK_REGION=in.');
    await cell.pool.query(`INSERT INTO schema_migrations VALUES ('later/0001_x', 'd', 0)`);
    assert.equal(of(await look(url), 'schema').state, 'problem');
  } finally {
    await cell.close();
  }
});

test('a key store that does not open with the root key is a finding', async () => {
  const home = join(folder, 'keys-home');
  const rootKeyFile = join(home, 'keys', 'root.key');
  await mkdir(join(home, 'keys'), { recursive: true });
  await createRootKeyFile(rootKeyFile);
  const url = await database('with_keys');
  const look = async (): Promise<Finding> =>
    of(await databaseFindings(onDatabase(url, { home })), 'key store');
  assert.equal((await look()).what, 'none yet, the first start makes it');
  const clock = { nowMs: () => 0 };
  const keys = await openKeystore({ url, rootKeyFile, region: 'in', clock, logger: silentLogger });
  await keys.close();
  assert.equal((await look()).state, 'ok');
  await rm(rootKeyFile);
  assert.match((await look()).mend ?? '', /bring it back from its backup/);
  await createRootKeyFile(rootKeyFile);
  assert.match((await look()).mend ?? '', /bring back the right root key file/);
});

test('a port in use, a foreign address and a web app that was not built are findings', async () => {
  const home = join(folder, 'nobody');
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  try {
    const used = await servingFindings(
      settingsWith({ home, port }).settings,
      join(folder, 'no-dist'),
    );
    assert.equal(of(used, 'port').state, 'problem');
    assert.equal(of(used, 'web app').state, 'warning');
    assert.equal(of(used, 'running').what, 'no Jhalak runs on this home');
    const foreign = await servingFindings(settingsWith({ home, host: '203.0.113.7' }).settings);
    assert.match(of(foreign, 'port').mend ?? '', /HOST/);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

test('what the media engine says of itself keeps its weight and gets a sentence', () => {
  const engine: TranscoderCapabilities = {
    engine: 'ffmpeg',
    version: '7.1',
    ready: false,
    decoders: [],
    encoders: [],
    toneMapping: false,
    sandbox: { kind: 'none', reason: '' },
    resourceLimits: { kind: 'none', reason: '' },
    findings: [
      { name: 'ffmpeg', state: 'ok', detail: '/usr/bin/ffmpeg' },
      { name: 'sandbox', state: 'degraded', detail: 'no cage', mend: 'install bubblewrap' },
      { name: 'codecs', state: 'missing', detail: 'lacks h264', mend: 'use another build' },
    ],
  };
  assert.deepEqual(engineFindings(engine), [
    ok('ffmpeg', '7.1, /usr/bin/ffmpeg'),
    warning('sandbox', 'no cage', 'Install bubblewrap.'),
    problem('codecs', 'lacks h264', 'Use another build.'),
  ]);
});

test('the doctor makes nothing in an empty place, and a database that cannot start is its finding', async () => {
  const home = join(folder, 'empty-home');
  const look = async () => {
    const lines: string[] = [];
    const code = await doctor.run({
      ...settingsWith({ home, port: '0' }),
      words: [],
      options: {},
      say: (line) => void lines.push(line),
    });
    return { code, text: lines.join('\n') };
  };
  const empty = await look();
  assert.match(empty.text, /✓ database +none yet/);
  await assert.rejects(stat(home));
  await mkdir(join(home, 'pg'), { recursive: true });
  await writeFile(join(home, 'pg', 'PG_VERSION'), '9\n');
  const broken = await look();
  assert.equal(broken.code, 1);
  assert.match(broken.text, /✗ database +does not answer: .+\n +→ /);
  assert.deepEqual(await readdir(home), ['pg']);
  assert.deepEqual(await readdir(join(home, 'pg')), ['PG_VERSION']);
});
