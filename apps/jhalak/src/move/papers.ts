// The papers of a move: what the new machine asks for, what the old one remembers, what goes along and stands in the public log,
// and what the new one answers. All small JSON; none holds personal data.

import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { dealFolder, writeDurably } from '../handover/steps/evidence.ts';
import { readPaper } from '../read-paper.ts';

const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const CellId = Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' });
const MoveId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const LogKey = Type.String({ minLength: 40, maxLength: 200 });

const Coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

/** What `cell move receive` prints on the new machine. */
const Recipient = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak cell move recipient'),
    cell: CellId,
    region: Type.String({ pattern: '^[a-z]{2,8}$' }),
    /** X25519: keys and packages are sealed to it. */
    recipient: Hex64,
    /** Under which the new machine goes on with the public log. */
    nextKey: LogKey,
    /** Ed25519, base64: will speak for the cell to other cells. */
    nextCard: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
    /** P-256: will sign what lock screens believe. */
    nextLock: Type.Object({ x: Coordinate, y: Coordinate }),
  },
  { additionalProperties: false },
);
export type Recipient = Static<typeof Recipient>;

/** What the old machine remembers of a move that it began. */
const Intent = Type.Object({
  v: Type.Literal(1),
  move: MoveId,
  to: Recipient,
  out: Type.String(),
  epoch: Type.Integer({ minimum: 1 }),
  startedAtMs: Type.Integer(),
  movedTo: Type.Optional(Type.String()),
});
export type Intent = Static<typeof Intent>;

const Fact = Type.Object({ count: Type.Number(), digest: Type.String() });

/** What goes along; its SHA-256 is in the public log, just before the entry that names the next key. */
const MovePaper = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak cell move'),
    move: MoveId,
    cell: CellId,
    region: Type.String(),
    /** The epoch that ends. */
    epoch: Type.Integer({ minimum: 1 }),
    /** The log's key until then. */
    vkey: LogKey,
    recipient: Hex64,
    nextKey: LogKey,
    /** Ed25519, base64: it signed the packages. */
    signer: Type.String({ maxLength: 60 }),
    /** Digests of the packages' statements, in order. */
    packages: Type.Array(Type.String({ pattern: '^[0-9a-f]{128}$' }), { minItems: 2 }),
    /** Digest of `parcel/parcel.json`. */
    parcel: Hex64,
    frozenAtMs: Type.Integer(),
    release: Type.String(),
    /** The old machine's words for the keys that sign from now on, each with its signature. */
    succession: Type.Object({
      card: Type.Optional(Type.Unknown()),
      lock: Type.Optional(Type.Unknown()),
    }),
    facts: Type.Record(Type.String(), Fact),
  },
  { additionalProperties: false },
);
export type MovePaper = Static<typeof MovePaper>;

/** What the new machine found, kept in its home. */
const Taken = Type.Object({
  v: Type.Literal(1),
  move: MoveId,
  paper: Hex64,
  rows: Type.Number(),
  files: Type.Number(),
  tables: Type.Number(),
  differences: Type.Array(Type.String()),
});
export type Taken = Static<typeof Taken>;

/** @throws CommandError for a file that is not there, or is something else. */
export async function readRecipient(file: string): Promise<Recipient> {
  return await readPaper(file, Recipient, 'what cell move receive printed');
}

/** @returns the paper and its bytes, whose digest counts. */
export async function readMovePaper(file: string): Promise<{ paper: MovePaper; text: string }> {
  const paper = await readPaper(file, MovePaper, 'the paper of a move');
  return { paper, text: await readFile(file, 'utf8') };
}

/** @returns what an import of this move found; undefined where there was none. */
export async function readTaken(home: string, move: string): Promise<Taken | undefined> {
  const file = join(dealFolder(home, move), TAKEN);
  return existsSync(file) ? await readPaper(file, Taken, 'what was taken') : undefined;
}

export async function writeTaken(home: string, taken: Taken): Promise<void> {
  await writeDurably(join(dealFolder(home, taken.move), TAKEN), JSON.stringify(taken));
}
const TAKEN = 'taken.json';
const INTENT = 'move.json';

/** @returns the move that this home began and has not given up; undefined where there is none. */
export async function openIntent(home: string): Promise<Intent | undefined> {
  const folder = join(home, 'handover');
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name, INTENT);
    if (existsSync(file)) return await readPaper(file, Intent, 'a move that was begun');
  }
  return undefined;
}

export async function keepIntent(home: string, intent: Intent): Promise<void> {
  await writeDurably(join(dealFolder(home, intent.move), INTENT), JSON.stringify(intent));
}

export async function forgetIntent(home: string, move: string): Promise<void> {
  await rm(dealFolder(home, move), { recursive: true, force: true });
}
