// Erases people from a whole cell while others come, watch and its keys change, and looks everywhere for what is left of
// them: the key store, yesterday's copies of keys and rows, every table, the public log.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ErasureReceipt } from '@jhalak/contracts/accounts';
import { ALL_MANIFESTS } from '@jhalak/jhalak';
import { DAY_MS, seededRandom, silentLogger, uuidBytes, type Random } from '@jhalak/kernel';
import { openKeystore, type Keystore } from '@jhalak/keystore';
import { KEY_CLASSES, type KeyClass } from '@jhalak/ports';
import { createTestDatabase, startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { parseVkey, verifyLog, type LogFiles } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

export interface ErasureRunOptions {
  /** People who go; half as many stay. */
  people: number;
  seed: number;
  log(line: string): void;
}

export interface ErasureReport {
  people: number;
  seed: number;
  /** Sealed records of those who went, each of which was opened before. */
  records: number;
  /** People who came, watched and wrote while others were erased. */
  meanwhile: number;
  /** Changes of class keys meanwhile. */
  rotations: number;
  /** Receipts whose entry was found in the verified log, with their commitment. */
  proofs: number;
  logEntries: number;
  /** What must not be; each a sentence. */
  wrong: string[];
}

interface SealedRecord {
  personId: string;
  keyClass: KeyClass;
  context: string;
  sealed: Buffer;
}

/** People who are erased at once, as several processes and requests do. */
const ERASED_AT_ONCE = 4;
/** Clips that there are to be watched. */
const CLIPS = 12;

/** Cost: some 50 ms of a core a person. */
export async function erasureRun(options: ErasureRunOptions): Promise<ErasureReport> {
  const { people, seed, log } = options;
  const random = seededRandom(seed);
  const cell = await startCell({ seed });
  try {
    const { going, staying, clips } = await fill(cell, people, random);
    const codes = await codesOf(cell, going);
    const yesterday = { keys: await exported(cell.parts.keys), records: await records(cell) };
    log(`${yesterday.records.length} sealed records yesterday`);
    cell.parts.clock.advance(DAY_MS);
    const meanwhile = await eraseWhileOthersWrite(cell, { going, clips }, random);
    log(`${meanwhile.people.length} people came meanwhile, ${meanwhile.rotations} rotations`);
    const erased = new Set(going.map(({ personId }) => personId));
    const wrong: string[] = [...meanwhile.wrong];
    const gone = yesterday.records.filter(({ personId }) => erased.has(personId));
    if (new Set(gone.map(({ personId }) => personId)).size !== people) {
      wrong.push('there was nothing to erase of somebody');
    }
    await checkKeys(cell.parts.keys, yesterday.records, erased, wrong);
    await checkKeys(cell.parts.keys, await records(cell), erased, wrong);
    await checkRestored(cell, yesterday, erased, wrong);
    await checkRows(cell, [...erased], wrong);
    const everybody = [...staying, ...meanwhile.people];
    const proven = await checkProofs(cell, { codes, going, everybody }, wrong);
    return {
      ...{ people, seed, records: gone.length, wrong },
      ...{ meanwhile: meanwhile.people.length, rotations: meanwhile.rotations },
      ...proven,
    };
  } finally {
    await cell.close();
  }
}

/** Viewers and accounts, each with something of every class sealed, and rows in many tables. */
async function fill(cell: TestCell, count: number, random: Random) {
  const clips: string[] = [];
  const creator = await cell.account('the_creator');
  for (let clip = 0; clip < CLIPS; clip += 1) {
    clips.push(await cell.publish({ personId: creator.personId, caption: `clip ${clip}` }));
  }
  await cell.drain();
  const going: TestPerson[] = [];
  const staying: TestPerson[] = [creator];
  for (let index = 0; index < count + Math.ceil(count / 2); index += 1) {
    const person = await come(cell, index, random);
    await live(cell, person, clips[random.below(CLIPS)] ?? '');
    (index < count ? going : staying).push(person);
  }
  await cell.drain();
  return { going, staying, clips };
}

async function come(cell: TestCell, index: number, random: Random): Promise<TestPerson> {
  return random.below(2) === 0 ? await cell.viewer() : await cell.account(`somebody_${index}`);
}

/** Watches, likes and, signed up, publishes. */
async function live(cell: TestCell, person: TestPerson, clip: string): Promise<void> {
  const { token, personId } = person;
  const page = await cell.api<{ items: { slot: string }[] }>('GET', '/v1/feeds/for-you?limit=2', {
    token,
  });
  const at = cell.parts.clock.nowMs();
  const events = page.body.items.map(({ slot }) => ({ type: 'impression', slot, seq: 0, at }));
  if (events.length > 0) await cell.api('POST', '/v1/events', { token, body: { events } });
  if (person.handle === undefined) return;
  await cell.api('PUT', `/v1/videos/${clip}/like`, { token });
  await cell.api('PUT', '/v1/people/the_creator/follow', { token });
  await cell.publish({ personId, caption: `of ${person.handle}` });
}

async function codesOf(
  cell: TestCell,
  people: readonly TestPerson[],
): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  for (const { personId, token } of people) {
    const path = '/v1/viewers/me/erasure-code';
    const { body } = await cell.api<{ code: string }>('GET', path, { token });
    codes.set(personId, body.code);
  }
  return codes;
}

async function exported(keys: Keystore): Promise<string> {
  const stream = new PassThrough();
  const [, backup] = await Promise.all([keys.exportKeys(stream), text(stream)]);
  return backup;
}

/** @returns everything sealed in the journal. */
async function records(cell: TestCell): Promise<SealedRecord[]> {
  const rows = await cell.parts.database.query<{
    subject: string;
    stream: string;
    type: string;
    key_class: KeyClass;
    sealed: Buffer;
  }>({
    name: 'lab.sealed',
    text: 'SELECT subject, stream, type, key_class, sealed FROM journal WHERE sealed IS NOT NULL',
  });
  return rows.map((row) => ({
    personId: row.subject,
    keyClass: row.key_class,
    context: `journal.${row.stream}.${row.type}`,
    sealed: row.sealed,
  }));
}

async function eraseWhileOthersWrite(
  cell: TestCell,
  { going, clips }: { going: readonly TestPerson[]; clips: readonly string[] },
  random: Random,
): Promise<{ people: TestPerson[]; rotations: number; wrong: string[] }> {
  const left = [...going];
  const people: TestPerson[] = [];
  const wrong: string[] = [];
  let [rotations, running] = [0, true];
  const erasing = async (): Promise<void> => {
    for (let person = left.pop(); person !== undefined; person = left.pop()) {
      // An anonymous viewer asks for it; an account's day has come.
      if (person.handle === undefined) {
        const { status } = await cell.api('DELETE', '/v1/viewers/me', { token: person.token });
        if (status !== 204) wrong.push(`forgetting a viewer was answered ${status}`);
      } else await cell.cell.accounts.erasePerson(person.personId);
    }
  };
  const writing = async (): Promise<void> => {
    while (running) {
      const person = await come(cell, 1_000_000 + people.length, random);
      await live(cell, person, clips[random.below(CLIPS)] ?? '');
      people.push(person);
      await cell.parts.journal.seal();
    }
  };
  const rotating = async (): Promise<void> => {
    const { signal } = new AbortController();
    for (let turn = 0; running; turn += 1) {
      const keyClass = KEY_CLASSES[turn % KEY_CLASSES.length] ?? 'profile';
      const { unopenable, destroyed } = await cell.parts.keys.rotateClass(keyClass, { signal });
      if (unopenable > 0) wrong.push(`${unopenable} keys did not open in a rotation`);
      if (destroyed !== 1) wrong.push('an elder class key was still in use after a rotation');
      rotations += 1;
    }
  };
  const erased = Promise.all(Array.from({ length: ERASED_AT_ONCE }, erasing)).finally(
    () => (running = false),
  );
  await Promise.all([erased, writing(), rotating()]);
  await cell.drain();
  return { people, rotations, wrong };
}

/** Who was erased must be unreadable, and everybody else must not. */
async function checkKeys(
  keys: Keystore,
  all: readonly SealedRecord[],
  erased: ReadonlySet<string>,
  wrong: string[],
): Promise<void> {
  for (const record of all) {
    const opened = await open(keys, record);
    if (erased.has(record.personId) === (opened !== undefined)) {
      wrong.push(`${record.context} ${opened === undefined ? 'does not open' : 'still opens'}`);
    }
  }
}

async function open(keys: Keystore, record: SealedRecord): Promise<Buffer | undefined> {
  return await keys.open(record.personId, record.keyClass, record.context, record.sealed);
}

/** Yesterday's keys and rows, in another database. */
async function checkRestored(
  cell: TestCell,
  yesterday: { keys: string; records: readonly SealedRecord[] },
  erased: ReadonlySet<string>,
  wrong: string[],
): Promise<void> {
  const { clock, region, folder } = cell.parts;
  const elsewhere = await createTestDatabase(region, [], clock.nowMs());
  try {
    const keys = await openKeystore({
      ...{ url: elsewhere.url, rootKeyFile: join(folder, 'root.key'), region, clock },
      logger: silentLogger,
    });
    try {
      await keys.importKeys(Readable.from(yesterday.keys));
      // Without the list they are back: what follows would show it.
      const gone = yesterday.records.filter(({ personId }) => erased.has(personId));
      for (const record of gone) {
        if ((await open(keys, record)) === undefined) wrong.push('the copy was no copy');
      }
      const applied = await keys.applyErasureList(join(folder, 'erasures.list'));
      if (applied !== erased.size) wrong.push(`the list erased ${applied} people again`);
      await checkKeys(keys, yesterday.records, erased, wrong);
    } finally {
      await keys.close();
    }
  } finally {
    await elsewhere.drop();
  }
}

/** No table holds a row of theirs but those that its manifest keeps. */
async function checkRows(cell: TestCell, erased: string[], wrong: string[]): Promise<void> {
  for (const { name, subject, erasure } of ALL_MANIFESTS.flatMap(({ tables }) => tables)) {
    if (subject === undefined || erasure !== 'delete') continue;
    const [row] = await cell.parts.database.query<{ count: number }>(
      {
        name: `lab.left.${name}`,
        text: `SELECT count(*)::int AS count FROM "${name}" WHERE "${subject}" = ANY($1::uuid[])`,
      },
      [erased],
    );
    if (row?.count !== 0) wrong.push(`${row?.count} rows are left in ${name}`);
  }
}

async function checkProofs(
  cell: TestCell,
  people: { codes: ReadonlyMap<string, string>; going: TestPerson[]; everybody: TestPerson[] },
  wrong: string[],
): Promise<{ proofs: number; logEntries: number }> {
  const key = parseVkey(nodeCrypto.sha256, await cell.cell.border.vkey());
  const files = logOver(cell);
  let [proofs, logEntries] = [0, 0];
  for (const { personId } of people.going) {
    const path = `/v1/erasures/${people.codes.get(personId) ?? ''}`;
    const { body } = await cell.api<ErasureReceipt>('GET', path);
    const { state, proof } = body;
    if (state !== 'erased' || proof === undefined) {
      wrong.push('a receipt has no proof');
      continue;
    }
    const { entryId } = proof;
    const verified = await verifyLog(nodeCrypto, files, { log: key, entryId });
    logEntries = Number(verified.checkpoint.size);
    const said = verified.entry && Buffer.from(verified.entry.bytes).toString('utf8');
    if (said === undefined || !isProof(said, proof, personId)) wrong.push('a proof proves nothing');
    else proofs += 1;
  }
  for (const { personId } of people.everybody) {
    if ((await cell.cell.accounts.viewerById(personId)) === undefined) {
      wrong.push('somebody who stayed is gone');
    }
  }
  return { proofs, logEntries };
}

/** As an outsider would: nothing but the receipt and the entry. */
function isProof(
  said: string,
  proof: NonNullable<ErasureReceipt['proof']>,
  personId: string,
): boolean {
  const { facts } = JSON.parse(said) as { facts: { commitment: string; counts: { keys: number } } };
  const opened = createHash('sha256')
    .update(Buffer.from(proof.salt, 'hex'))
    .update(uuidBytes(personId))
    .digest('hex');
  const isNamed = said.includes(personId);
  return facts.commitment === opened && facts.counts.keys === KEY_CLASSES.length && !isNamed;
}

/** The public files over HTTP; a file that was read stays as it is while they are checked. */
function logOver(cell: TestCell): LogFiles {
  const read = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    read: async (path) => {
      const asked = read.get(path) ?? ask(`${cell.url}/log/${path}`);
      read.set(path, asked);
      return await asked;
    },
  };
}

async function ask(url: string): Promise<Uint8Array | undefined> {
  const reply = await fetch(url);
  const bytes = new Uint8Array(await reply.arrayBuffer());
  return reply.status === 200 ? bytes : undefined;
}
