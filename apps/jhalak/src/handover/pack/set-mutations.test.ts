// proves T4: eighty ways to spoil the packages of a real cell (lost, flipped, cut, added, replayed, mixed, of another region,
// older, a delta lost, deltas swapped), each refused, and with the reason.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import {
  parseEnvelope,
  readPackageEnvelope,
  signEnvelope,
  unsignedEnvelope,
  writePackageEnvelope,
} from '@jhalak/bags';
import { fillCell, openBackupBench, type BackupBench } from '../../backup/backup.fixture.ts';
import { newSet, newSigner, packSourceOf, signSet, type PackageSet } from './pack.fixture.ts';
import { verifyPackages, type SetFault, type SetVerdict, type VerifiedSet } from './verify-set.ts';

/** A sample; the proof asks for 1,000. */
const MUTATIONS = Number(process.env['JHALAK_MUTATIONS'] ?? 80);
/** Another one is another sample. */
const SEED = Number(process.env['JHALAK_SEED'] ?? 20_260_801);
/** Looking inside costs more than digests, and most mutations are noticed before. */
const OPENED_EVERY = 5;

const copy = promisify(execFile);
const signers = ['seller', 'buyer', 'authority'].map(newSigner);
const SETS = {
  good: {},
  /** Of another hand-over of the same cell, by the same people. */
  other: {},
  region: { region: 'id', cell: 'id-abcdefghij' },
  older: { epoch: 1 },
} as const;
type SetName = keyof typeof SETS;

/** Some hundred small files are copied, read and removed for each mutation: in memory, where there is such a folder. */
const IN_MEMORY = '/dev/shm';

let bench: BackupBench;
/** Where copies are spoilt. */
let place: string;
let good: VerifiedSet;
const sets = new Map<SetName, PackageSet>();

before(async () => {
  bench = await openBackupBench();
  place = await mkdtemp(join(IN_MEMORY, 'jhalak-spoilt-')).catch(() => bench.folder);
  const { people, videos } = await fillCell(bench);
  const [asha, kiran] = people;
  for (const [name, changes] of Object.entries(SETS)) {
    const set = newSet(packSourceOf(bench.source), join(bench.folder, name));
    const own = { identity: { ...set.options().identity, ...changes } };
    await set.base(own);
    await bench.running.api('DELETE', `/v1/videos/${videos[0]}/like`, { token: asha?.token });
    await set.delta(own);
    await bench.running.api('PUT', `/v1/videos/${videos[0]}/like`, { token: asha?.token });
    await bench.running.publish({ personId: kiran?.personId ?? '', caption: `after ${name}` });
    await set.delta(own);
    await signSet(set, signers);
    sets.set(name as SetName, set);
  }
  const verdict = await verify(setOf('good').folder, true);
  assert.equal(verdict.kind, 'valid', JSON.stringify(verdict));
  if (verdict.kind === 'valid') good = verdict;
});
after(async () => {
  await rm(place, { recursive: true, force: true });
  await bench.close();
});

function setOf(name: SetName): PackageSet {
  const set = sets.get(name);
  assert.ok(set);
  return set;
}

async function verify(folder: string, isOpened: boolean): Promise<SetVerdict> {
  const own = setOf('good');
  return await verifyPackages(folder, {
    signers: signers.map(({ listed }) => listed),
    expected: {
      ...own.options().identity,
      ...(good === undefined ? {} : { set: good.set, count: good.packages.length }),
    },
    ...(isOpened ? { packageKey: own.packageKey } : {}),
  });
}

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

const PAYLOAD = /^\d{4}\/bag-\d+\/data\//;
const TAGS = /^\d{4}\/bag-\d+\/[^/]+$/;
const ANY = ['0000', '0001', '0002'] as const;

async function pickFile(folder: string, index: number, filter: RegExp): Promise<string> {
  const files = await filesOf(folder, filter);
  const path = files[pick(index, 'file', files.length)];
  assert.ok(path !== undefined);
  return join(folder, path);
}

const somePackage = (folder: string, index: number) =>
  join(folder, ANY[pick(index, 'package', ANY.length)] ?? '');

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
  const list = async (paths: readonly string[]) => {
    const lines = paths.map(async (path) => {
      const sha512 = createHash('sha512').update(await readFile(join(bag, path)));
      return `${sha512.digest('hex')}  ${path}\n`;
    });
    return (await Promise.all(lines)).join('');
  };
  await writeFile(join(bag, 'manifest-sha512.txt'), await list(await filesOf(bag, /^data\//)));
  const tags = ['bag-info.txt', 'bagit.txt', 'manifest-sha512.txt', 'parts.ndjson'];
  await writeFile(join(bag, 'tagmanifest-sha512.txt'), await list(tags));
}

async function takeFrom(name: SetName, path: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await cp(join(setOf(name).folder, path), to, { recursive: true });
}

/** What is done to a copy of the good set, and the reasons that fit it. */
interface Mutation {
  name: string;
  faults: readonly SetFault[];
  change(folder: string, index: number): Promise<unknown>;
}

const TAG_FAULTS: readonly SetFault[] = [
  'file.differs',
  'bag.differs',
  'bagit.malformed',
  'bagit.version',
  'encoding.unsupported',
  'encoding.invalid',
  'manifest.malformed',
  'manifest.incomplete',
  'manifest.duplicate',
  'manifest.missing',
  'info.malformed',
  'info.oxum',
  'path.escape',
  'path.name',
  'file.missing',
  'file.extra',
  'parts.malformed',
  'parts.differs',
  'bag.other_region',
  'bag.older_epoch',
  'bag.other_package',
  'bag.older',
];
const STATEMENT_FAULTS: readonly SetFault[] = [
  'statement.malformed',
  'statement.forged',
  'statement.unsigned',
  'statement.duplicate_signature',
];

const KINDS: readonly Mutation[] = [
  {
    name: 'a file is lost',
    faults: ['file.missing', 'info.oxum'],
    change: async (folder, index) => await rm(await pickFile(folder, index, PAYLOAD)),
  },
  {
    name: 'a bit of a file is flipped',
    faults: ['file.differs'],
    change: async (folder, index) => await flip(await pickFile(folder, index, PAYLOAD), index),
  },
  {
    name: 'a bit of a list is flipped',
    faults: TAG_FAULTS,
    change: async (folder, index) => await flip(await pickFile(folder, index, TAGS), index),
  },
  {
    name: 'a file is cut',
    faults: ['file.differs', 'info.oxum'],
    change: async (folder, index) => await cut(await pickFile(folder, index, PAYLOAD), index),
  },
  {
    name: 'a list is lost',
    faults: ['bagit.missing', 'manifest.missing', 'file.missing', 'info.malformed'],
    change: async (folder, index) => await rm(await pickFile(folder, index, TAGS)),
  },
  {
    name: 'a bit of the statement is flipped',
    faults: STATEMENT_FAULTS,
    change: async (folder, index) =>
      await flip(join(somePackage(folder, index), 'statement.json'), index),
  },
  {
    name: 'a file is added to a bag',
    faults: ['file.extra'],
    change: async (folder, index) => {
      const near = dirname(await pickFile(folder, index, PAYLOAD));
      await writeFile(join(near, `added-${index}`), 'x');
    },
  },
  {
    name: 'a file is added beside bags or packages',
    faults: ['file.extra', 'set.extra'],
    change: async (folder, index) => {
      const place = pick(index, 'place', 2) === 0 ? folder : somePackage(folder, index);
      await writeFile(join(place, `added-${index}`), 'x');
    },
  },
  {
    name: 'a file is exchanged and the lists are written anew',
    faults: ['bag.differs', 'info.oxum', 'parts.differs'],
    change: async (folder, index) => {
      const path = await pickFile(folder, index, PAYLOAD);
      await flip(path, index);
      await relist(
        join(
          folder,
          path
            .slice(folder.length + 1)
            .split('/', 2)
            .join('/'),
        ),
      );
    },
  },
  {
    name: 'a bag is lost',
    faults: ['package.bag_missing'],
    change: async (folder, index) =>
      await rm(join(somePackage(folder, index), 'bag-00001'), { recursive: true }),
  },
  {
    name: 'a package is lost',
    faults: ['set.gap', 'set.count'],
    change: async (folder, index) => await rm(somePackage(folder, index), { recursive: true }),
  },
  {
    name: 'a delta is lost and the others are renumbered',
    faults: ['set.count'],
    change: async (folder) => {
      await rm(join(folder, '0001'), { recursive: true });
      await rename(join(folder, '0002'), join(folder, '0001'));
    },
  },
  {
    name: 'deltas are swapped',
    faults: ['package.sequence'],
    change: async (folder) => {
      await rename(join(folder, '0001'), join(folder, 'x'));
      await rename(join(folder, '0002'), join(folder, '0001'));
      await rename(join(folder, 'x'), join(folder, '0002'));
    },
  },
  {
    name: 'a delta is replayed',
    faults: ['package.sequence', 'set.count'],
    change: async (folder, index) => {
      const to = pick(index, 'to', 2) === 0 ? '0002' : '0003';
      await takeFrom('good', '0001', join(folder, to));
    },
  },
  {
    name: 'a package of another hand-over of the cell is mixed in',
    faults: ['package.id'],
    change: async (folder, index) => {
      const name = ANY[pick(index, 'package', ANY.length)] ?? '';
      await takeFrom('other', name, join(folder, name));
    },
  },
  {
    name: 'a bag of another hand-over is mixed in',
    faults: ['bag.other_package'],
    change: async (folder, index) => {
      const name = ANY[pick(index, 'package', ANY.length)] ?? '';
      await takeFrom('other', `${name}/bag-00001`, join(folder, name, 'bag-00001'));
    },
  },
  {
    name: 'a package or bag of another region',
    faults: ['package.region', 'bag.other_region'],
    change: async (folder, index) => {
      const name = ANY[pick(index, 'package', ANY.length)] ?? '';
      const path = pick(index, 'what', 2) === 0 ? name : `${name}/bag-00001`;
      await takeFrom('region', path, join(folder, path));
    },
  },
  {
    name: 'a package or bag for an older epoch',
    faults: ['package.epoch', 'bag.older_epoch'],
    change: async (folder, index) => {
      const name = ANY[pick(index, 'package', ANY.length)] ?? '';
      const path = pick(index, 'what', 2) === 0 ? name : `${name}/bag-00001`;
      await takeFrom('older', path, join(folder, path));
    },
  },
  {
    name: 'the bag of an older package of the same set',
    faults: ['bag.older', 'bag.differs'],
    change: async (folder) =>
      await takeFrom('good', '0000/bag-00001', join(folder, '0001/bag-00001')),
  },
  {
    name: 'the whole set is another one',
    faults: ['package.id', 'package.region', 'package.epoch'],
    change: async (folder, index) => {
      const names = ['other', 'region', 'older'] as const;
      await takeFrom(names[pick(index, 'which', 3)] ?? 'other', '', folder);
    },
  },
  {
    name: 'a signature is lost',
    faults: ['statement.unsigned'],
    change: async (folder, index) => {
      const one = somePackage(folder, index);
      const envelope = await readPackageEnvelope(one);
      const signatures = envelope.signatures.toSpliced(pick(index, 'signature', 3), 1);
      await writePackageEnvelope(one, { ...envelope, signatures });
    },
  },
  {
    name: 'another statement with the old signatures, or signed by strangers',
    faults: ['statement.forged', 'statement.unsigned'],
    change: async (folder, index) => {
      const one = somePackage(folder, index);
      const text = await readFile(join(one, 'statement.json'), 'utf8');
      const { payload, signatures } = parseEnvelope(text);
      const changed = Buffer.from(payload, 'base64')
        .toString('utf8')
        .replace(
          /"payloadBytes":(\d+)/,
          (_, bytes: string) => `"payloadBytes":${Number(bytes) + 1}`,
        );
      const bare = unsignedEnvelope(Buffer.from(changed));
      const strangers = ['seller', 'buyer', 'authority'].map(newSigner);
      const isForged = pick(index, 'how', 2) === 0;
      await writePackageEnvelope(
        one,
        isForged
          ? { ...bare, signatures }
          : strangers.reduce((envelope, { key }) => signEnvelope(envelope, key), bare),
      );
    },
  },
  {
    name: 'a file is replaced by a link, or has a second name',
    faults: ['file.symlink', 'file.hardlink'],
    change: async (folder, index) => {
      const path = await pickFile(folder, index, PAYLOAD);
      const away = join(dirname(folder), `away-${index}`);
      await rename(path, away);
      await (pick(index, 'how', 2) === 0 ? symlink(away, path) : link(away, path));
    },
  },
  {
    name: 'an empty folder is added',
    faults: ['file.extra', 'package.bag_extra'],
    change: async (folder, index) => {
      const one = somePackage(folder, index);
      const path = pick(index, 'place', 2) === 0 ? 'bag-00001/data/empty' : 'bag-00002';
      await mkdir(join(one, path), { recursive: true });
    },
  },
];

test(`${MUTATIONS} mutations of the packages of a cell are refused, each with its reason (seed ${SEED})`, async () => {
  const told = new Map<string, number>();
  const surprises: string[] = [];
  for (let index = 0; index < MUTATIONS; index += 1) {
    const mutation = KINDS[index % KINDS.length];
    assert.ok(mutation);
    const folder = join(place, 'mutated');
    // Some hundred small files: a program of its own is ten times as fast.
    await copy('cp', ['-r', setOf('good').folder, folder]);
    await mutation.change(folder, index);
    const verdict = await verify(folder, index % OPENED_EVERY === 0);
    await rm(folder, { recursive: true });
    const isRight =
      verdict.kind === 'refused' && mutation.faults.includes(verdict.fault) && verdict.where !== '';
    if (isRight) told.set(verdict.fault, (told.get(verdict.fault) ?? 0) + 1);
    else surprises.push(`${mutation.name} (${index}): ${JSON.stringify(verdict).slice(0, 300)}`);
  }
  assert.deepEqual(surprises, []);
  assert.ok(told.size >= Math.min(20, MUTATIONS / 8), [...told.keys()].join(' '));
});

test('the set itself stays whole, sealed and opened, and nobody else’s key opens it', async () => {
  const { folder } = setOf('good');
  assert.equal((await verify(folder, false)).kind, 'valid');
  assert.equal(good.contents, 'opened');
  const verdict = await verifyPackages(folder, {
    signers: signers.map(({ listed }) => listed),
    packageKey: setOf('other').packageKey,
  });
  assert.deepEqual(verdict.kind === 'refused' && verdict.fault, 'key.wrong');
});
