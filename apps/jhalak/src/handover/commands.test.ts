// `jhalak handover` as an operator and the people of a deal use it, beside a running cell.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startCell, type TestCell } from '@jhalak/testing';
import { furtherIn } from '../backup/tell.ts';
import { parseLine } from '../command-line.ts';
import { handover } from '../commands/handover.ts';
import { loadSettings } from '../settings.ts';
import { ProgressNote, readNote } from './steps/progress-note.ts';

let cell: TestCell;
let work: string;
before(async () => {
  cell = await startCell();
  work = cell.parts.folder;
  // Where a home has them.
  await mkdir(join(work, 'keys'), { mode: 0o700 });
  for (const name of ['root.key', 'erasures.list'])
    await cp(join(work, name), join(work, 'keys', name), { force: true }).catch(missing);
});
after(async () => {
  await cell.close();
});

const at = (name: string): string => join(work, name);

/** The last line of words in what a command said. */
function lastWords(text: string): string {
  return /(?: {4}(?:[a-z]{5} ){3}[a-z]{5}\n?)+/.exec(text)?.[0].trimEnd() ?? 'no words';
}

function missing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Runs a command as its command line would. @returns what it said. */
async function run(...args: string[]): Promise<string> {
  const { words, flags, options } = parseLine(handover, args);
  const lines: string[] = [];
  const { settings, ...loaded } = loadSettings(
    { DATABASE_URL: cell.parts.databaseUrl },
    { home: work, ...flags },
  );
  const say = (text: string): void => void lines.push(text);
  const code = await handover.run({ ...loaded, settings, words, options, say });
  assert.equal(code, 0);
  return lines.join('\n');
}

/** What counted work says of itself. */
const FAR = {
  ...{ what: 'rows', count: 1_000, countOfAll: 4_000, countPerSecond: 100 },
  ...{ bytes: 0, bytesPerSecond: 0, leftMs: 30_000 },
};

/** A note is written behind the work's back. */
async function noted(deal: string): Promise<void> {
  for (let reads = 0; reads < 10_000; reads += 1)
    if ((await readNote(work, deal)) !== undefined) return;
  assert.fail('no note was written');
}

/** As `jhalak attest key` makes it. */
async function person(id: string): Promise<{ id: string; name: string; key: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(join(work, `${id}.pem`), pem);
  // The last 32 bytes of the SPKI form.
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { id, name: `Person ${id}`, key: raw.toString('base64') };
}

test('a deal is drafted, signed and posted from the command line, shown to a party as it may see it, and aborted', async () => {
  const [seller, other, minister, buyer, bureau] = await Promise.all(
    ['seller', 'other', 'minister', 'buyer', 'bureau'].map((id) => person(id)),
  );
  const parties = {
    seller: { name: 'Seller', people: [seller, other] },
    regionSide: { name: 'Ministry', people: [minister] },
    exportSide: { country: 'cn', name: 'Bureau', people: [bureau] },
    bidders: [{ id: 'rival', name: 'Rival', people: [buyer] }],
    policy: { excludedCountries: ['cn'], basis: 'Press Note 3 (2020)', freezeMaxMs: 60_000 },
  };
  await writeFile(at('parties.json'), JSON.stringify(parties));
  await run('new', at('parties.json'), '--out', at('open.json'));
  const read = await run('sign', at('open.json'));
  assert.match(read, /what is signed, in words:\n(?: {4}(?:[a-z]{5} ){3}[a-z]{5}\n){4}/);
  assert.ok(
    (await run('sign', at('open.json'), '--key', at('seller.pem'))).includes(lastWords(read)),
  );
  const opened = JSON.parse(await run('post', at('open.json'), '--json')) as {
    deal: string;
    head: string;
  };
  const { deal, head } = opened;
  assert.match(head, /^[0-9a-f]{64}$/);
  const { digest: inventory, tags } = JSON.parse(await run('inventory', '--keep', '--json')) as {
    digest: string;
    tags: string[];
  };
  await writeFile(at('fields.json'), JSON.stringify({ inventory, tags }));
  const fields = ['--from', at('fields.json'), '--out', at('a.json')];
  await run('draft', deal, 'inventory', ...fields);
  await assert.rejects(run('post', at('a.json')), /signed/);
  await run('sign', at('a.json'), '--key', at('seller.pem'));
  assert.match(await run('post', at('a.json')), /● the export side’s letter of intent/);
  const note = new ProgressNote(work, deal);
  note.at('rehearsal', 'begin');
  await noted(deal);
  assert.match(await run('status', deal), /^rehearsal running for \d+ s: begin$/m);
  await note.end();
  const counted = new ProgressNote(work, deal);
  // As a rehearsal tells of its scratch install.
  furtherIn((line, far) => counted.tell(line, far))('  rows 1,000', FAR);
  await noted(deal);
  const far = /rows 1,000 of 4,000, 100 a second, about (29|30) s left$/m;
  assert.match(await run('status', deal), far);
  const { running } = JSON.parse(await run('status', deal, '--json')) as {
    running: { far: object; leftMs: number };
  };
  assert.deepEqual(running.far, FAR);
  assert.ok(running.leftMs > 0 && running.leftMs <= FAR.leftMs, 'what passed since is off');
  await counted.end();
  assert.doesNotMatch(await run('status', deal), /running/);
  assert.match(await run('notice', deal), /People are told nothing/);
  const told = ['--seat', 'Pune, India', '--begins', '2030-02-01', '--until', '2030-01-01'];
  await assert.rejects(run('notice', deal, ...told), /once the terms are agreed/);
  await assert.rejects(run('notice', deal, '--seat', 'Pune', '--begins', 'soon'), /no time/);
  await writeFile(at('b.json'), JSON.stringify({ payload: 'e30=' }));
  await assert.rejects(run('sign', at('b.json'), '--key', at('seller.pem')), /no act of a deal/);
  await assert.rejects(run('approve', deal, '--key', at('other.pem')), /Nothing is proposed/);
  await run('events', deal, '--out', at('events.json'));
  for (const from of [at('events.json'), pathToFileURL(at('events.json')).href])
    assert.match(await run('follow', deal, '--from', from), /^2 events, 0 new/);
  const elsewhere = ['https://seller.example/events.json', 'file://seller/events.json'];
  for (const from of elsewhere)
    await assert.rejects(run('follow', deal, '--from', from), /no command of a deal dials/);
  const ended = await run('abort', deal, '--reason', 'fell through', '--key', at('minister.pem'));
  assert.match(ended, /aborted, nothing lost/);
  assert.match(await run('show', deal, '--as', 'bidder:rival'), /This bidder is out/);
});

test('the inventory is printed with what stays and why', async () => {
  const text = await run('inventory');
  for (const part of [/^Cell in-/, /^Tables \(rows\)$/m, /^What stays, and why$/m, /CN-056101X-21/])
    assert.match(text, part);
});
