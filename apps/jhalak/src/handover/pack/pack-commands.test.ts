// `jhalak handover verify`, `open` and `sign-package` as people use them, on a machine without a cell.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyBag } from '@jhalak/bags';
import { fillCell, openBackupBench } from '../../backup/backup.fixture.ts';
import { parseLine } from '../../command-line.ts';
import { handover } from '../../commands/handover.ts';
import { loadSettings } from '../../settings.ts';
import { newSet, newSigner, packSourceOf, type PackageSet } from './pack.fixture.ts';
import { packageSetDigest } from './verify-set.ts';

const signers = ['seller', 'authority'].map(newSigner);
let folder: string;
let set: PackageSet;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-packages-'));
  const bench = await openBackupBench();
  const { people, videos } = await fillCell(bench);
  set = newSet(packSourceOf(bench.source), join(folder, 'packages'));
  await set.base();
  await bench.running.api('DELETE', `/v1/videos/${videos[0]}/like`, { token: people[0]?.token });
  await set.delta();
  for (const { key, listed } of signers)
    await writeFile(
      join(folder, `${listed.name}.pem`),
      key.export({ type: 'pkcs8', format: 'pem' }),
    );
  await writeFile(join(folder, 'package.key'), `${set.packageKey.toString('hex')}\n`);
  // From here on there is no cell.
  await bench.close();
});
after(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const named = (): string =>
  signers
    .map(({ listed }) => `${listed.name}=${Buffer.from(listed.publicKey).toString('base64')}`)
    .join(',');

/** Runs a command as its command line would. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  const { words, flags, options } = parseLine(handover, args);
  const lines: string[] = [];
  const loaded = loadSettings({}, { home: at('no-home'), ...flags });
  const say = (text: string): void => void lines.push(text);
  const code = await handover.run({ ...loaded, words, options, say });
  return { code, text: lines.join('\n') };
}

test('several parties sign in turn, and only what all have signed is whole', async () => {
  await assert.rejects(run('verify', set.folder), /A signature is there of nobody/);
  const unsigned = await run('verify', set.folder, '--signers', named());
  assert.equal(unsigned.code, 1);
  assert.match(unsigned.text, /REFUSED.*\n.*statement\.unsigned\n.*0000: seller/);
  for (const { listed } of signers) {
    const signed = await run('sign-package', set.folder, '--key', at(`${listed.name}.pem`));
    assert.match(signed.text, /^2 packages are signed by [0-9a-f]{64}/);
  }
  const digest = packageSetDigest(set.parts);
  const args = ['--signers', named(), 'region=in', 'epoch=2', 'count=2', `set=${digest}`];
  const sealed = await run('verify', set.folder, ...args);
  assert.equal(sealed.code, 0, sealed.text);
  assert.match(sealed.text, /^WHOLE {2}cell in-abcdefghij/);
  assert.match(sealed.text, /delta 1.*1 gone.*signed by seller, authority/);
  assert.match(sealed.text, /not looked into: no key was given/);
  const opened = await run('verify', set.folder, ...args, '--package-key', at('package.key'));
  assert.match(opened.text, /every row and its form/);
  const json = await run('verify', set.folder, ...args, '--json');
  assert.equal((JSON.parse(json.text) as { set: string }).set, digest);
});

test('another region, another set and words that say nothing are refused', async () => {
  const verify = (...more: string[]) => run('verify', set.folder, '--signers', named(), ...more);
  assert.match((await verify('region=id')).text, /reason package\.region/);
  assert.match((await verify(`set=${'0'.repeat(64)}`)).text, /reason set\.digest/);
  await assert.rejects(verify('colour=red'), /colour: say package, cell/);
  await assert.rejects(run('verify', set.folder, '--signers', 'seller'), /NAME=KEY/);
});

test('opened packages are plain bags; a spoilt one is neither opened over something nor signed', async () => {
  const to = at('plain');
  const opened = await run('open', set.folder, '--package-key', at('package.key'), '--to', to);
  assert.match(opened.text, /opened 2 packages/);
  for (const name of ['0000', '0001']) {
    const verdict = await verifyBag(join(to, name), { profile: 'general' });
    assert.equal(verdict.kind, 'valid', JSON.stringify(verdict));
  }
  const persons = await readdir(join(to, '0000/data/tables/persons'));
  assert.deepEqual(persons.toSorted(), ['000001.ndjson.zst', 'schema.json']);
  await assert.rejects(
    run('open', set.folder, '--package-key', at('package.key'), '--to', to),
    /is not empty/,
  );
  const file = join(set.folder, '0000/bag-00001/data/documents/inventory.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('1', '2'));
  const refused = await run('sign-package', set.folder, '--key', at('seller.pem'));
  assert.equal(refused.code, 1);
  assert.match(refused.text, /reason file\.differs\n.*0000: bag-00001\/data\/documents\/inventory/);
});
