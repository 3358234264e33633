// proves T4: two hundred ways to spoil a package (lost, changed, cut, added, replayed, mixed, of another region, older), each
// refused, and with the reason.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  parseEnvelope,
  signEnvelope,
  unsignedEnvelope,
  verifyPackage,
  writePackageEnvelope,
  type PackageFault,
} from '../src/index.ts';
import {
  IDENTITY,
  newSigner,
  signSample,
  writeSample,
  type SampleOptions,
} from './packages.fixture.ts';

/** A longer run asks for 1,000. */
const MUTATIONS = Number(process.env['JHALAK_MUTATIONS'] ?? 200);
/** Another one is another two hundred. */
const SEED = Number(process.env['JHALAK_SEED'] ?? 20_260_801);

const signers = ['seller', 'buyer', 'authority'].map(newSigner);
const OLD_ID = '0193f5c0-2222-7000-8000-000000000002';
/** Packages that are all signed by the right people. */
const PACKAGES = {
  good: { identity: { sequence: 1, previous: 'a'.repeat(128) } },
  /** The base that the good delta follows: an older part is replayed from it. */
  base: { seed: 1 },
  other: { seed: 2, identity: { package: OLD_ID, sequence: 1, previous: 'b'.repeat(128) } },
  region: { seed: 3, identity: { package: OLD_ID, region: 'id', cell: 'id-abcdefghij' } },
  epoch: { seed: 4, identity: { package: OLD_ID, epoch: 1 } },
} satisfies Record<string, SampleOptions>;
type PackageName = keyof typeof PACKAGES;

let root = '';
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'jhalak-mutations-'));
  for (const [name, options] of Object.entries(PACKAGES))
    await signSample(join(root, name), await writeSample(join(root, name), options), signers);
});
after(() => rm(root, { recursive: true }));

const at = (name: PackageName, ...path: string[]) => join(root, name, ...path);

/** Even pseudo-random numbers from the seed: a digest of what is asked for. */
function pick(index: number, what: string, below: number): number {
  const digest = createHash('sha256').update(`${SEED} ${index} ${what}`).digest();
  return digest.readUIntBE(0, 6) % below;
}

async function filesOf(folder: string, filter: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => filter.test(path))
    .toSorted();
}

/** What is done to a copy of the good package, and the reasons that fit it. */
interface Mutation {
  name: string;
  faults: readonly PackageFault[];
  change: (folder: string, index: number) => Promise<unknown>;
}

const PAYLOAD = /^bag-\d+\/data\//;
const TAGS = /^bag-\d+\/[^/]+$/;

async function pickFile(folder: string, index: number, filter: RegExp): Promise<string> {
  const files = await filesOf(folder, filter);
  const path = files[pick(index, 'file', files.length)];
  assert(path !== undefined);
  return join(folder, path);
}

async function flip(path: string, index: number): Promise<void> {
  const bytes = await readFile(path);
  const place = pick(index, 'byte', bytes.length);
  bytes[place] = (bytes[place] ?? 0) ^ (1 << pick(index, 'bit', 8));
  await writeFile(path, bytes);
}

async function cut(path: string, index: number): Promise<void> {
  const { length } = await readFile(path);
  await truncate(path, pick(index, 'length', length));
}

/** Makes a bag's lists fit its files again, as somebody without a key can. */
async function relist(bag: string): Promise<void> {
  const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('hex');
  const list = async (paths: readonly string[]) => {
    const lines = paths.map(
      async (path) => `${sha512(await readFile(join(bag, path)))}  ${path}\n`,
    );
    return (await Promise.all(lines)).join('');
  };
  await writeFile(join(bag, 'manifest-sha512.txt'), await list(await filesOf(bag, /^data\//)));
  const tags = ['bag-info.txt', 'bagit.txt', 'manifest-sha512.txt', 'parts.ndjson'];
  await writeFile(join(bag, 'tagmanifest-sha512.txt'), await list(tags));
}

/** A part of another package under the same path, or in the place of one: what a replay of one part looks like. */
async function replayPart(folder: string, index: number, from: PackageName): Promise<string> {
  const parts = await filesOf(at(from), /\/data\/tables\/.*zst$/);
  const part = parts[pick(index, 'part', parts.length)] ?? '';
  const inner = part.slice(part.indexOf('/') + 1);
  const target = (await filesOf(folder, PAYLOAD)).find((path) => path.endsWith(inner)) ?? '';
  await cp(at(from, part), join(folder, target));
  return join(folder, dirname(target).replace(/\/data\/.*/, ''));
}

async function replaceBag(folder: string, index: number, from: PackageName): Promise<void> {
  const name = `bag-0000${1 + pick(index, 'bag', 2)}`;
  await rm(join(folder, name), { recursive: true });
  await cp(at(from, name), join(folder, name), { recursive: true });
}

async function replaceAll(folder: string, from: PackageName): Promise<void> {
  await rm(folder, { recursive: true });
  await cp(at(from), folder, { recursive: true });
}

async function resign(folder: string, keys: readonly (typeof signers)[number][], other = false) {
  const envelope = parseEnvelope(await readFile(join(folder, 'statement.json'), 'utf8'));
  const payload = Buffer.from(envelope.payload, 'base64');
  const changed = other
    ? Buffer.from(payload.toString().replace('"epoch":2', '"epoch":3'))
    : payload;
  const bare = unsignedEnvelope(changed);
  const signed = keys.reduce((sum, { key }) => signEnvelope(sum, key), bare);
  await writePackageEnvelope(folder, { ...signed, payload: bare.payload });
}

/** Anything that a list which was touched may be told as. */
const LIST_FAULTS: readonly PackageFault[] = [
  ...(['bagit.malformed', 'bagit.version', 'encoding.unsupported', 'encoding.invalid'] as const),
  ...(['manifest.malformed', 'manifest.duplicate', 'manifest.incomplete', 'path.escape'] as const),
  ...(['info.malformed', 'info.oxum', 'file.extra', 'file.missing', 'file.differs'] as const),
  ...(['bag.differs', 'bag.other_package', 'bag.other_region', 'bag.older_epoch'] as const),
  'bag.older',
];
const STATEMENT_FAULTS: readonly PackageFault[] = [
  'statement.malformed',
  'statement.forged',
  'statement.unsigned',
];

const KINDS: readonly Mutation[] = [
  {
    name: 'a payload file is lost',
    faults: ['info.oxum', 'file.missing'],
    change: async (folder, index) => rm(await pickFile(folder, index, PAYLOAD)),
  },
  {
    name: 'a list is lost',
    faults: ['file.missing', 'bagit.missing', 'manifest.missing'],
    change: async (folder, index) => rm(await pickFile(folder, index, TAGS)),
  },
  {
    name: 'a bag is lost',
    faults: ['package.bag_missing'],
    change: (folder, index) =>
      rm(join(folder, `bag-0000${1 + pick(index, 'bag', 2)}`), { recursive: true }),
  },
  {
    name: 'the statement is lost',
    faults: ['statement.missing'],
    change: (folder) => rm(join(folder, 'statement.json')),
  },
  {
    name: 'a bit of the payload is flipped',
    faults: ['file.differs'],
    change: async (folder, index) => flip(await pickFile(folder, index, PAYLOAD), index),
  },
  {
    name: 'a bit of a list is flipped',
    faults: LIST_FAULTS,
    change: async (folder, index) => flip(await pickFile(folder, index, TAGS), index),
  },
  {
    name: 'a bit of the statement is flipped',
    faults: STATEMENT_FAULTS,
    change: (folder, index) => flip(join(folder, 'statement.json'), index),
  },
  {
    name: 'a payload file is cut',
    faults: ['info.oxum'],
    change: async (folder, index) => cut(await pickFile(folder, index, PAYLOAD), index),
  },
  {
    name: 'a list is cut',
    faults: LIST_FAULTS,
    change: async (folder, index) => cut(await pickFile(folder, index, TAGS), index),
  },
  {
    name: 'the statement is cut',
    faults: ['statement.malformed'],
    change: (folder, index) => cut(join(folder, 'statement.json'), index),
  },
  {
    name: 'a file is added to a bag',
    faults: ['file.extra', 'info.oxum', 'manifest.malformed'],
    change: async (folder, index) => {
      const paths = ['data/documents/more.txt', 'more.txt', 'data/.more', 'manifest-md5.txt'];
      const path = join(folder, 'bag-00001', paths[index % paths.length] ?? '');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'more');
    },
  },
  {
    name: 'something is added beside the bags',
    faults: ['package.bag_extra', 'file.extra'],
    change: (folder, index) =>
      index % 2 === 0
        ? cp(join(folder, 'bag-00001'), join(folder, 'bag-00099'), { recursive: true })
        : writeFile(join(folder, 'progress.ndjson'), ''),
  },
  {
    name: 'bytes are added to a file',
    faults: ['info.oxum'],
    change: async (folder, index) => appendFile(await pickFile(folder, index, PAYLOAD), '\n'),
  },
  {
    name: 'an older part is replayed',
    faults: ['info.oxum', 'file.differs'],
    change: (folder, index) => replayPart(folder, index, 'base'),
  },
  {
    name: 'an older part is replayed and listed',
    faults: ['info.oxum', 'bag.differs'],
    change: async (folder, index) => relist(await replayPart(folder, index, 'base')),
  },
  {
    name: 'a file is changed and listed',
    faults: ['bag.differs'],
    change: async (folder, index) => {
      const path = await pickFile(folder, index, PAYLOAD);
      await flip(path, index);
      await relist(path.replace(/(bag-\d+)\/.*/, '$1'));
    },
  },
  {
    name: 'a bag is the older one',
    faults: ['bag.older'],
    change: (folder, index) => replaceBag(folder, index, 'base'),
  },
  {
    name: 'a bag is of another package',
    faults: ['bag.other_package'],
    change: (folder, index) => replaceBag(folder, index, 'other'),
  },
  {
    name: 'a bag is of another region',
    faults: ['bag.other_region'],
    change: (folder, index) => replaceBag(folder, index, 'region'),
  },
  {
    name: 'a bag is of an older epoch',
    faults: ['bag.older_epoch'],
    change: (folder, index) => replaceBag(folder, index, 'epoch'),
  },
  {
    name: 'two bags change places',
    faults: ['bag.differs'],
    change: async (folder) => {
      await rename(join(folder, 'bag-00001'), join(folder, 'aside'));
      await rename(join(folder, 'bag-00002'), join(folder, 'bag-00001'));
      await rename(join(folder, 'aside'), join(folder, 'bag-00002'));
    },
  },
  {
    name: 'the statement is of another package',
    faults: ['package.id', 'package.sequence'],
    change: (folder, index) =>
      cp(at(index % 2 === 0 ? 'other' : 'base', 'statement.json'), join(folder, 'statement.json')),
  },
  {
    name: 'the whole is another package',
    faults: ['package.id'],
    change: (folder) => replaceAll(folder, 'other'),
  },
  {
    name: 'the whole is the older package',
    faults: ['package.sequence'],
    change: (folder) => replaceAll(folder, 'base'),
  },
  {
    name: 'the whole is of another region',
    faults: ['package.region'],
    change: (folder) => replaceAll(folder, 'region'),
  },
  {
    name: 'the whole is of an older epoch',
    faults: ['package.epoch'],
    change: (folder) => replaceAll(folder, 'epoch'),
  },
  {
    name: 'a party did not sign',
    faults: ['statement.unsigned'],
    change: (folder, index) =>
      resign(
        folder,
        signers.filter((_, signer) => signer !== index % 3),
      ),
  },
  {
    name: 'strangers signed instead',
    faults: ['statement.unsigned'],
    change: (folder) => resign(folder, ['seller', 'buyer', 'authority'].map(newSigner)),
  },
  {
    name: 'the statement is changed and a stranger signs',
    faults: ['statement.unsigned'],
    change: (folder) => resign(folder, [newSigner('seller')], true),
  },
];

test('two hundred spoilt packages are refused, each with its reason', async (t) => {
  const expected = { ...IDENTITY, ...PACKAGES.good.identity };
  const { createdAtMs: _when, ...known } = expected;
  const options = { signers: signers.map(({ listed }) => listed), expected: known };
  const good = await verifyPackage(at('good'), options);
  assert.equal(good.kind, 'valid', JSON.stringify(good));
  const told = new Map<string, number>();
  for (let index = 0; index < MUTATIONS; index += 1) {
    const kind = KINDS[index % KINDS.length];
    assert(kind !== undefined);
    const copy = join(root, 'copy');
    await cp(at('good'), copy, { recursive: true });
    await kind.change(copy, index);
    const verdict = await verifyPackage(copy, options);
    const label = `seed ${SEED}, mutation ${index} (${kind.name}): ${JSON.stringify(verdict)}`;
    assert(verdict.kind === 'refused' && kind.faults.includes(verdict.fault), label);
    told.set(verdict.fault, (told.get(verdict.fault) ?? 0) + 1);
    await rm(copy, { recursive: true });
  }
  const counts = [...told].map(([fault, count]) => `${fault} ${count}`).toSorted();
  t.diagnostic(`seed ${SEED}: ${counts.join(', ')}`);
});
