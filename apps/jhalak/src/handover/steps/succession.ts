// What signs for a cell passes to keys that the former owner never had: it names them before its time ends, and the next owner
// signs the same when its own begins. Whoever believed the former keys follows, and never goes back.

import { join } from 'node:path';
import type { NamedNext } from '@jhalak/border';
import type { NamedLockKey } from '@jhalak/cards';
import type { Tx } from '@jhalak/ports';
import type { Cell } from '../../wiring/cell.ts';
import { dealFolder, evidenceName, readEvidence } from './evidence.ts';
import type { Terms } from './keys.ts';

/** The former owner's words, as they stand in the evidence of the fence. Absent: the next owner gives them itself. */
export interface Successors {
  card?: NamedNext;
  lock?: NamedLockKey;
}

/** @returns the words for the keys that the terms name. */
export async function nameSuccessors(
  cell: Cell,
  { nextCard, nextLock }: Pick<Terms, 'nextCard' | 'nextLock'>,
  epoch: number,
): Promise<Successors> {
  const card = nextCard === undefined ? undefined : await cell.crossings.nameNext(nextCard, epoch);
  const lock = nextLock === undefined ? undefined : await cell.cards.nameNextKey(nextLock);
  return { ...(card === undefined ? {} : { card }), ...(lock === undefined ? {} : { lock }) };
}

/** @returns what the former owner said; nothing where the terms named no keys. */
export async function namedSuccessors(home: string, dealId: string): Promise<Successors> {
  const fence = await readEvidence(join(dealFolder(home, dealId), evidenceName('fence')));
  return fence?.facts['succession'] ?? {};
}

/**
 * Signs with this install's own keys from now on, in the transaction in which its epoch begins.
 *
 * @throws problem `handover.refused` where the former owner named other keys.
 */
export async function takeOverSignatures(
  { crossings, cards }: Pick<Cell, 'crossings' | 'cards'>,
  tx: Tx,
  epoch: number,
  { card, lock }: Successors,
): Promise<void> {
  await crossings.takeOver(tx, epoch, card);
  await cards.takeOverKeys(tx, lock);
}
