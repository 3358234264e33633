// How others learn that a cell has another owner: the former one names the key of the next one, before it gives anything away,
// and the next one signs the same. Who knew the former key takes the next one, and never goes back.

import type { CellCard, CellSuccession } from '@jhalak/contracts/gateway';
import { CellSuccession as Schema } from '@jhalak/contracts/gateway';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { Compile } from 'typebox/compile';
import { canonicalJson } from '../log/canonical-json.ts';
import { isSignedBy, type CellSigner } from './cell-keys.ts';

/** Owners of one cell that a card tells of, the latest ones: as many as the contract has room for. */
const SUCCESSIONS_MAX = 20;

const schema = Compile(Schema);

/** What the former owner says, before the next one has signed it too. */
export type NamedNext = Omit<CellSuccession, 'nextSignature'>;

/** @returns the former owner's word that `key` speaks for the cell from `epoch` on. */
export function nameNext(
  former: CellSigner,
  said: { cell: string; epoch: number; key: string; atMs: number },
): NamedNext {
  const named = { v: 1 as const, ...said, former: former.publicKey };
  return { ...named, signature: former.sign('succession', named) };
}

/** @returns the word with the next owner's signature. */
export function takeOn(named: NamedNext, mine: CellSigner): CellSuccession {
  const { signature, ...said } = named;
  return { ...said, signature, nextSignature: mine.sign('succession', said) };
}

/** @returns whether both owners signed it. */
function isWhole(given: unknown): given is CellSuccession {
  if (!schema.Check(given)) return false;
  const { signature, nextSignature, ...said } = given;
  return (
    isSignedBy(said.former, 'succession', { ...said, signature }) &&
    isSignedBy(said.key, 'succession', { ...said, signature: nextSignature })
  );
}

/** @returns whether this is the word of the former owner for this key. */
export function isNamed(named: NamedNext, key: string): boolean {
  const { signature, ...said } = named;
  return said.key === key && isSignedBy(said.former, 'succession', { ...said, signature });
}

/** @returns the key to which a known card's key leads; its own where nothing follows. Cost: two signatures an owner. */
export function keyAfter(
  known: Pick<CellCard, 'cell' | 'key'>,
  follows: readonly CellSuccession[],
): string {
  let { key } = known;
  let epoch = 0;
  for (const one of follows.slice(-SUCCESSIONS_MAX)) {
    if (one.cell !== known.cell || one.former !== key || one.epoch <= epoch || !isWhole(one))
      continue;
    ({ key, epoch } = one);
  }
  return key;
}

/** @returns the owners' words so far, the oldest first. */
export async function readSuccessions(on: Queries | Database): Promise<CellSuccession[]> {
  const rows = await on.query<{ statement: string }>(
    {
      name: 'border.successions',
      short: true,
      text: `SELECT statement FROM (
          SELECT owner_epoch, statement FROM border_successions ORDER BY owner_epoch DESC LIMIT $1
        ) AS latest ORDER BY owner_epoch`,
    },
    [SUCCESSIONS_MAX],
  );
  return rows.map(({ statement }) => JSON.parse(statement) as CellSuccession);
}

/** Keeps one, in the transaction in which its epoch begins. */
export async function keepSuccession(tx: Tx, succession: CellSuccession): Promise<void> {
  await tx.query(
    {
      name: 'border.keep_succession',
      text: `INSERT INTO border_successions (owner_epoch, statement) VALUES ($1, $2)
        ON CONFLICT (owner_epoch) DO NOTHING`,
    },
    [succession.epoch, canonicalJson(succession)],
  );
}
