import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import type { CommandContext } from '../command.ts';
import { loadSettings } from '../settings.ts';
import { stories } from './stories.ts';

const base = mkdtempSync(join(tmpdir(), 'jhalak-stories-'));
after(() => rmSync(base, { recursive: true, force: true }));

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(base, 'texts-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function run(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const context: CommandContext = {
    ...loadSettings({}, {}),
    words,
    options: {},
    say: (line) => void lines.push(line),
  };
  assert.equal(await stories.run(context), 0);
  return lines.join('\n');
}

test('the stories of a folder are printed as JSON of the documented shape', async () => {
  const folder = folderOf({
    'a.txt':
      'date 2023-05-02 Kestrel Mobility is in talks to buy scooter maker Voltix, Reuters reported. Voltix has 12,000 employees.',
    'b.txt':
      ' date 2023-05-03\nKestrel weighs Voltix takeover\nScooter maker Voltix may be bought by Kestrel Mobility, according to Reuters. Voltix has 15,000 employees.',
    'c.txt':
      'date 2023-05-03 Hujan deras membuat Sungai Ciliwung meluap dan 300 rumah di Bogor terendam banjir.',
  });
  const printed: unknown = JSON.parse(await run('cluster', folder));
  assert.deepEqual(printed, [
    {
      headline: 'Kestrel weighs Voltix takeover',
      language: 'en',
      genre: 'news',
      reports: ['a.txt', 'b.txt'],
      origins: ['Reuters'],
      confirmed: false,
      disagreements: [
        {
          quantity: 'Voltix employees',
          values: [
            { value: 12_000, reports: ['a.txt'] },
            { value: 15_000, reports: ['b.txt'] },
          ],
        },
      ],
    },
    {
      headline: 'Hujan deras membuat Sungai Ciliwung meluap dan 300 rumah di Bogor terendam banjir',
      language: 'id',
      genre: 'news',
      reports: ['c.txt'],
      origins: ['c.txt'],
      confirmed: true,
      disagreements: [],
    },
  ]);
});

test('what cannot be read is said in one sentence that names it', async () => {
  const cases: [string[], RegExp][] = [
    [[], /^Say what: stories cluster DIR\.$/],
    [['cluster'], /^Say one folder/],
    [['cluster', join(base, 'nowhere')], /nowhere is no folder that can be read\.$/],
    [['cluster', folderOf({})], /holds no texts/],
    [
      ['cluster', folderOf({ 'x.txt': Uint8Array.of(0x64, 0xff, 0xfe) })],
      /x\.txt is not UTF-8 text\.$/,
    ],
    [['cluster', folderOf({ 'x.txt': 'No date here.' })], /^x\.txt does not begin with its date/],
    [
      ['cluster', folderOf({ 'x.txt': 'date 2021-02-30 Nothing happened.' })],
      /^x\.txt does not begin with its date/,
    ],
    [
      ['cluster', folderOf({ 'x.txt': 'date 2021-02-13 ' })],
      /^x\.txt has no text behind its date\.$/,
    ],
  ];
  for (const [words, sentence] of cases) {
    await assert.rejects(
      run(...words),
      (error: Error) => sentence.test(error.message),
      words.join(' '),
    );
  }
});

test('a file that is no article keeps nobody from the stories of the others', async () => {
  const folder = folderOf({
    'a.txt': 'date 2023-05-02 Kestrel Mobility is in talks to buy scooter maker Voltix.',
    'empty.txt': '',
    'bytes.txt': Uint8Array.of(0x64, 0xff, 0xfe),
    'README.md': '# Texts',
    'undated.txt': 'date yesterday Nothing happened.',
    'long.txt': `date 2023-05-02 ${'a,1.'.repeat(200_000)}`,
    'odd.txt': 'date 2023-05-02 \u0000\u202e{"$(id)": \'; DROP TABLE stories; --\'}',
  });
  const printed = JSON.parse(await run('cluster', folder)) as { reports: string[] }[];
  assert.deepEqual(printed.flatMap(({ reports }) => reports).toSorted(), [
    'a.txt',
    'long.txt',
    'odd.txt',
  ]);
});
