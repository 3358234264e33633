// proves F5: every case of the Library of Congress' suite as it is marked, and bags that try to leave their folder.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { PackageFault } from './errors.ts';
import { verifyBag } from './verify-bag.ts';

const shared = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const suite = join(shared, 'fixtures/bagit');

/** Why a case is marked invalid, so that it is not refused for something else. */
const REASONS: Readonly<Record<string, PackageFault>> = {
  'v0.97/baginfo-missing-encoding': 'bagit.malformed',
  'v0.97/bom-in-bagit.txt': 'bagit.malformed',
  // Its size is wrong too, which costs less to see.
  'v0.97/corrupt-data-file': 'info.oxum',
  'v0.97/corrupt-tag-file': 'file.differs',
  'v0.97/extra-file-in-bag': 'file.extra',
  'v0.97/invalid-version-number': 'bagit.malformed',
  'v0.97/missing-baginfo': 'file.missing',
  'v0.97/missing-bagit.txt': 'bagit.missing',
  'v0.97/out-of-scope-file-paths-using-dot-notation': 'path.escape',
  'v0.97/out-of-scope-file-paths-using-dot-notation-for-fetch': 'path.escape',
  'v0.97/same-filename-listed-twice-with-different-hashes': 'manifest.duplicate',
  'v1.0/bagit-with-invalid-whitespace': 'bagit.malformed',
  'v1.0/notAllManifestsListAllFiles': 'file.extra',
  'v1.0/same-filename-listed-twice-with-different-hashes': 'bagit.malformed',
  'v1.0/same-filename-listed-twice-with-the-same-hash': 'manifest.duplicate',
};

async function cases(marked: 'valid' | 'invalid') {
  const found: { version: string; name: string; folder: string }[] = [];
  for (const version of ['v0.97', 'v1.0'])
    for (const entry of await readdir(join(suite, version, marked), { withFileTypes: true }))
      if (entry.isDirectory())
        found.push({
          version,
          name: entry.name,
          folder: join(suite, version, marked, entry.name),
        });
  return found;
}

test('every bag of the public suite is judged as it is marked, and refused for its own reason', async (t) => {
  if (!existsSync(suite)) {
    t.skip(`NOT RUN: the BagIt suite is not at ${suite}; set JHALAK_SHARED`);
    return;
  }
  const valid = await cases('valid');
  const invalid = await cases('invalid');
  assert(valid.length >= 13 && invalid.length >= 15, `${valid.length} and ${invalid.length} cases`);
  for (const { name, folder } of valid) {
    const verdict = await verifyBag(folder, { profile: 'general' });
    assert.deepEqual(verdict.kind === 'invalid' ? verdict.faults : [], [], name);
  }
  for (const { version, name, folder } of invalid) {
    const verdict = await verifyBag(folder, { profile: 'general' });
    assert(verdict.kind === 'invalid', `${version} ${name} is refused`);
    const expected = REASONS[`${version}/${name}`];
    assert(
      verdict.faults.some(({ fault }) => fault === expected),
      `${version} ${name}: ${JSON.stringify(verdict.faults)}`,
    );
  }
  for (const { name, folder } of valid) {
    const verdict = await verifyBag(folder, { profile: 'strict' });
    assert.equal(verdict.kind, 'invalid', `${name} does not keep our own profile`);
  }
});

const sha512 = (text: string | Buffer) => createHash('sha512').update(text).digest('hex');

interface MadeBag {
  files?: Record<string, string | Buffer>;
  /** Lines of the manifest instead of the right ones. */
  manifest?: string;
  /** Files written over or beside after all lists were made. */
  after?: Record<string, string | Buffer>;
  info?: string;
  bagit?: string;
}

/** A bag of our own profile unless something else is asked for. */
async function makeBag(root: string, made: MadeBag = {}): Promise<void> {
  const files = made.files ?? { 'data/documents/a.txt': 'aaa', 'data/documents/b.txt': 'bb' };
  const sorted = Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const bytes = sorted.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  const tags: Record<string, string> = {
    'bag-info.txt': made.info ?? `Payload-Oxum: ${bytes}.${sorted.length}\n`,
    'bagit.txt': made.bagit ?? 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'manifest-sha512.txt':
      made.manifest ?? sorted.map(([path, text]) => `${sha512(text)}  ${path}\n`).join(''),
    'parts.ndjson': '',
  };
  const tagManifest = Object.entries(tags).map(([path, text]) => `${sha512(text)}  ${path}\n`);
  const all = { ...files, ...tags, 'tagmanifest-sha512.txt': tagManifest.join(''), ...made.after };
  await mkdir(join(root, 'data'), { recursive: true });
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-bags-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function faultsOf(
  profile: 'general' | 'strict',
  made: MadeBag,
  change: (root: string) => Promise<unknown> = async () => undefined,
): Promise<PackageFault[]> {
  return inFolder(async (folder) => {
    const root = join(folder, 'bag');
    await makeBag(root, made);
    await change(root);
    const verdict = await verifyBag(root, { profile });
    return verdict.kind === 'valid' ? [] : verdict.faults.map(({ fault }) => fault);
  });
}

test('a bag of our profile passes both profiles and coreutils', async () => {
  assert.deepEqual(await faultsOf('general', {}), []);
  assert.deepEqual(await faultsOf('strict', {}), []);
  await inFolder(async (folder) => {
    await makeBag(folder);
    const sum = spawnSync('sha512sum', ['--strict', '-c', 'manifest-sha512.txt'], { cwd: folder });
    assert.equal(sum.status, 0, String(sum.stderr));
  });
});

test('a listed path that could lead out of a bag on any system is refused before anything is read', async () => {
  const paths = [
    '../outside',
    'data/../../outside',
    'data/./x',
    'data//x',
    '/etc/passwd',
    '~/x',
    'C:\\x',
    'C:/x',
    'data\\..\\..\\x',
    '\\\\server\\share',
    'data/x\\..\\..\\y',
    '%2e%2e/x'.replaceAll('%2e', '.'),
    'data/\0x',
  ];
  for (const path of paths) {
    const manifest = `${sha512('aaa')}  ${path}\n`;
    for (const profile of ['general', 'strict'] as const)
      assert.deepEqual(await faultsOf(profile, { manifest }), ['path.escape'], path);
  }
});

test('names that are one file elsewhere, or no plain names, are no names of ours', async () => {
  const twins: [string, string][] = [
    ['data/documents/a.txt', 'data/documents/A.txt'],
    ['data/documents/\u00e9', 'data/documents/e\u0301'],
    ['data/documents/\ufb01', 'data/documents/fi'],
    ['data/documents/stra\u00dfe', 'data/documents/STRA\u00dfE'],
  ];
  for (const [one, other] of twins) {
    const faults = await faultsOf('strict', { files: { [one]: '1', [other]: '2' } });
    assert(faults.includes('path.duplicate'), `${one} ${other}: ${faults.join()}`);
  }
  const odd = ['.hidden', 'with space', 'ends.', 'new\nline', 'a%25b', 'ünder', 'x'.repeat(201)];
  for (const name of odd)
    assert(
      (await faultsOf('strict', { files: { [`data/documents/${name}`]: '1' } })).length > 0,
      name,
    );
  const deep = `data/${'d/'.repeat(12)}x`;
  assert.deepEqual(await faultsOf('strict', { files: { [deep]: '1' } }), ['path.name']);
});

test('links, pipes and second names of a file are refused', async () => {
  const place = (root: string) => join(root, 'data/documents/c.txt');
  const files = { 'data/documents/a.txt': 'aaa' };
  assert.deepEqual(
    await faultsOf('general', { files }, (root) => symlink('/etc/passwd', place(root))),
    ['file.symlink'],
  );
  assert.deepEqual(
    await faultsOf('general', { files }, (root) => symlink('/etc', join(root, 'data/etc'))),
    ['file.symlink'],
    'a folder that is a link',
  );
  const pipe = (root: string) => Promise.resolve(spawnSync('mkfifo', [place(root)]));
  assert.deepEqual(await faultsOf('general', { files }, pipe), ['file.special']);
  const second = (root: string) => link(join(root, 'data/documents/a.txt'), `${root}-outside`);
  assert.deepEqual(await faultsOf('strict', {}, second), ['file.hardlink']);
});

test('what is missing, added, cut or changed is told as that', async () => {
  const cases: [string, MadeBag, PackageFault][] = [
    ['extra payload', { after: { 'data/documents/c.txt': 'c' } }, 'file.extra'],
    ['extra tag file', { after: { 'readme.txt': 'c' } }, 'file.extra'],
    ['another manifest', { after: { 'manifest-md5.txt': '' } }, 'file.extra'],
    ['fetch.txt', { after: { 'fetch.txt': '' } }, 'fetch.forbidden'],
    ['cut payload', { after: { 'data/documents/a.txt': 'aa' } }, 'info.oxum'],
    ['changed payload', { after: { 'data/documents/a.txt': 'aab' } }, 'file.differs'],
    ['changed list', { after: { 'parts.ndjson': '{}' } }, 'file.differs'],
    ['manifest without end', { manifest: `${sha512('aaa')}  data/documents/a.txt` }, 'file.extra'],
    ['digest too short', { manifest: 'abc  data/documents/a.txt\n' }, 'manifest.malformed'],
    ['no count', { info: 'Jhalak-Cell: in-x\n' }, 'info.oxum'],
    ['wrong count', { info: 'Payload-Oxum: 5.3\n' }, 'info.oxum'],
    ['a label without value', { info: 'Payload-Oxum\n' }, 'info.malformed'],
    [
      'another encoding',
      { bagit: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n' },
      'manifest.malformed',
    ],
    [
      'an unknown encoding',
      { bagit: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC\n' },
      'encoding.unsupported',
    ],
    [
      'another version',
      { bagit: 'BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n' },
      'bagit.version',
    ],
    [
      'line ends of Windows',
      { bagit: 'BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n' },
      'bagit.malformed',
    ],
    ['no UTF-8', { info: Buffer.from([0xff, 0x0a]).toString('latin1') }, 'info.malformed'],
  ];
  for (const [name, made, fault] of cases) {
    const faults = await faultsOf('strict', made);
    assert(faults.includes(fault), `${name}: ${faults.join()}`);
  }
  const lost = ['bag-info.txt', 'manifest-sha512.txt', 'tagmanifest-sha512.txt', 'parts.ndjson'];
  for (const name of lost)
    assert(
      (await faultsOf('strict', {}, (root) => rm(join(root, name)))).some(
        (fault) => fault === 'file.missing' || fault === 'manifest.missing',
      ),
      name,
    );
  assert.deepEqual(await faultsOf('strict', {}, (root) => mkdir(join(root, 'data/empty'))), [
    'file.extra',
  ]);
});
