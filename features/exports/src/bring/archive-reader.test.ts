// Archives that somebody made to do harm, or that came half: each is refused with a reason, and none is ever believed in part.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Uint8ArrayWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';
import fc from 'fast-check';
import { ArchiveError, ArchiveReader, TEXT_BYTES_MAX } from './archive-reader.ts';
import { readPerson } from './read-person.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-hostile-'));
});
after(async () => await rm(folder, { recursive: true, force: true }));

const PROFILE = JSON.stringify({ rows: [{ displayName: 'Asha', bio: '' }] });

interface Entry {
  name: string;
  text: string | Uint8Array;
  options?: ZipWriterAddDataOptions;
}

/** @param sums lists other digests than those of the entries. */
async function zipOf(entries: readonly Entry[], sums?: string): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  const lines = entries.map(({ name, text }) => `${sha256(text)}  ${name}\n`).join('');
  for (const { name, text, options } of [...entries, { name: 'SHA256SUMS', text: sums ?? lines }])
    await zip.add(name, new Blob([text as BlobPart]).stream(), options ?? {});
  return await zip.close();
}

function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Opens, checks and reads it, as the job does. @returns the fault, or undefined. */
async function faultOf(bytes: Uint8Array): Promise<string | undefined> {
  const path = join(folder, 'archive');
  await writeFile(path, bytes);
  let archive: ArchiveReader | undefined;
  try {
    archive = await ArchiveReader.open(path);
    await archive.check(() => Promise.resolve());
    await readPerson(archive);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ArchiveError, String(error));
    return error.code;
  } finally {
    await archive?.close();
  }
}

const plain = { name: 'profile.json', text: PROFILE };

test('a plain archive is read', async () => {
  assert.equal(await faultOf(await zipOf([plain])), undefined);
});

test('names that lead elsewhere, or that no archive has, are refused before a byte of them is opened', async () => {
  for (const name of [
    '../profile.json',
    '/etc/passwd',
    'clips/../../x.json',
    'C:\\x.json',
    'clips/0191f0c0-0000-7000-8000-000000000001/../../a.mp4',
    'profile.json/',
    'პროფილი.json',
    'run.sh',
    'a\0.json',
  ]) {
    const code = await faultOf(await zipOf([plain, { name, text: name.endsWith('/') ? '' : 'x' }]));
    assert.equal(code, 'import.not_an_archive', name);
  }
  assert.deepEqual(await readdir(folder), ['archive']);
});

test('a file that is not what its digest says, is missing, or is not listed, makes all of it worthless', async () => {
  const sums = `${sha256(PROFILE)}  profile.json\n`;
  for (const [entries, list] of [
    [[plain], `${'0'.repeat(64)}  profile.json\n`],
    [[plain], `${sums}${sha256('x')}  likes.json\n`],
    [[plain, { name: 'likes.json', text: 'x' }], sums],
    [[plain], `${sums}${sums}`],
    [[plain], 'what is this'],
  ] as const)
    assert.equal(await faultOf(await zipOf(entries, list)), 'import.damaged', list);
});

test('what is no archive, half of one, sealed, or more than one reads into memory, is refused with its own reason', async () => {
  const whole = await zipOf([plain]);
  assert.equal(await faultOf(Buffer.from('PK, but no more')), 'import.not_an_archive');
  assert.equal(await faultOf(new Uint8Array()), 'import.not_an_archive');
  assert.equal(await faultOf(whole.subarray(0, whole.length - 30)), 'import.not_an_archive');
  const sealed = { ...plain, options: { password: 'secret' } };
  assert.equal(await faultOf(await zipOf([sealed])), 'import.not_an_archive');
  // Some kilobytes that open to more than is read whole.
  const bomb = { name: 'profile.json', text: new Uint8Array(TEXT_BYTES_MAX + 1) };
  assert.equal(await faultOf(await zipOf([bomb])), 'import.too_large');
  const deep = { name: 'profile.json', text: `{"rows":${'['.repeat(2_000_000)}` };
  assert.equal(await faultOf(await zipOf([deep])), 'import.damaged');
  for (const text of ['[]', 'null', '{"rows":{}}', '{"rows":[]}', '{"__proto__":{"rows":[{}]}}'])
    assert.equal(
      await faultOf(await zipOf([{ name: 'profile.json', text }])),
      'import.damaged',
      text,
    );
});

test('rows of hostile JSON come as nothing but plain fields within their bounds', async () => {
  const id = '0191f0c0-0000-7000-8000-000000000001';
  const clip = { videoId: id, language: 'hi', genre: 'music', publishedAtMs: 'soon', tags: 'a' };
  const entries = [
    {
      name: 'profile.json',
      text: JSON.stringify({ rows: [{ displayName: 7, bio: 'x'.repeat(9_999) }] }),
    },
    {
      name: 'clips.json',
      text: JSON.stringify({ rows: [clip, 'no row', null, { ...clip, videoId: '../x' }] }),
    },
    {
      name: 'clip-files.json',
      text: JSON.stringify({
        files: [
          { videoId: id, holds: 'encoding', path: 'profile.json' },
          { videoId: id, holds: 'encoding', path: `clips/${id}/gone.mp4` },
          { videoId: id, holds: 'encoding', path: `clips/${id}/360.mp4` },
        ],
      }),
    },
    { name: `clips/${id}/360.mp4`, text: 'film' },
    { name: 'follows.json', text: JSON.stringify({ rows: [{ followee: { handle: ['x'] } }, {}] }) },
  ];
  await writeFile(join(folder, 'archive'), await zipOf(entries));
  const archive = await ArchiveReader.open(join(folder, 'archive'));
  try {
    const brought = await readPerson(archive);
    assert.deepEqual([brought.displayName, brought.bio.length, brought.follows], ['', 160, []]);
    assert.deepEqual(
      brought.clips.map(({ fromClipId, file, publishedAtMs, tags }) => [
        fromClipId,
        file,
        publishedAtMs,
        tags,
      ]),
      [[id, `clips/${id}/360.mp4`, 0, []]],
    );
    assert.equal(brought.clipsLeft, 1);
  } finally {
    await archive.close();
  }
});

test('an archive with a byte changed anywhere is read as it was, or refused', async () => {
  const whole = Buffer.from(
    await zipOf([plain, { name: 'likes.json', text: JSON.stringify({ rows: [{ a: 1 }] }) }]),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ by;
      const fault = await faultOf(changed);
      // A date or an attribute is no part of what is in it.
      assert.ok(fault === undefined || fault.startsWith('import.'), fault);
    }),
    { numRuns: 200 },
  );
});

test('what no database takes is left out of the words', async () => {
  const texts = { displayName: 'As\u0000ha\ud800', bio: '\u0007' };
  const followee = { handle: 'fri\u0000end' };
  const path = join(folder, 'controls');
  await writeFile(
    path,
    await zipOf([
      { name: 'profile.json', text: JSON.stringify({ rows: [texts] }) },
      { name: 'follows.json', text: JSON.stringify({ rows: [{ followee }] }) },
    ]),
  );
  const archive = await ArchiveReader.open(path);
  try {
    const { displayName, bio, follows } = await readPerson(archive);
    assert.deepEqual([displayName, bio, follows], ['Asha', '', ['friend']]);
  } finally {
    await archive.close();
  }
});
