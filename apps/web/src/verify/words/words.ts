// The page's words. They lie beside it, not in the app's catalogues: the page is one file that is carried away.

import type { TlogFault } from '@jhalak/tlog';
import type { DealFault } from '../deal-acts.ts';

export interface Words {
  /** Of the language, in itself. */
  language: string;
  title: string;
  lead: string;
  keyTitle: string;
  keyHint: string;
  filesTitle: string;
  filesHint: string;
  drop: string;
  chooseFile: string;
  chooseFolder: string;
  given(count: string): string;
  more: string;
  witnessTitle: string;
  witnessHint: string;
  olderTitle: string;
  olderHint: string;
  chooseOlder: string;
  check: string;
  checking(done: string, of: string): string;
  keep: string;
  proven: string;
  refuted: string;
  unchecked: string;
  logProven(origin: string, entries: string): string;
  logMeans: string;
  olderProven(entries: string): string;
  entryProven(origin: string, index: string, entries: string): string;
  entryMeans: string;
  entryTitle: string;
  twoHistories(origin: string, older: string, newer: string): string;
  twoHistoriesMeans: string;
  cosigned(name: string, when: string): string;
  notCosigned(name: string): string;
  root: string;
  where: string;
  noKey: string;
  nothing: string;
  limits: string;
  faults: Readonly<Record<Fault, string>>;
  dealProven(cell: string, acts: string): string;
  dealMeans: string;
  dealEnd: Readonly<Record<'closed' | 'aborted' | 'open', string>>;
  dealOwners(from: string, to: string): string;
  dealLogged(count: string, of: string): string;
  dealNoKey: string;
  dealLast(when: string): string;
  dealSigners: string;
  dealSides: Readonly<Record<string, string>>;
  dealActs(count: string): string;
  dealDocument(acts: string): string;
  dealNoDocument: string;
  statementSigned(names: string, bags: string): string;
  statementUnsigned: string;
  dealHead: string;
  dealLimits: string;
  dealFaults: Readonly<Record<DealFault, string>>;
  dealAt(seq: string): string;
}

/** Faults that say the same to a person have one sentence. */
export type Fault =
  | 'notALog'
  | 'unsigned'
  | 'forged'
  | 'otherLog'
  | 'noEntry'
  | 'otherEntry'
  | 'noContradiction'
  | 'missing'
  | 'damaged'
  | 'changed'
  | 'takenAway'
  | 'rewritten'
  | 'formerOwner';

export const FAULT_OF: Readonly<Record<TlogFault, Fault>> = {
  'key.malformed': 'notALog',
  'note.malformed': 'notALog',
  'checkpoint.malformed': 'notALog',
  'proof.malformed': 'notALog',
  'note.unsigned': 'unsigned',
  'note.forged': 'forged',
  'checkpoint.origin': 'otherLog',
  'proof.entry': 'noEntry',
  'entry.missing': 'noEntry',
  'proof.inclusion': 'otherEntry',
  'proof.equivocation': 'noContradiction',
  'file.missing': 'missing',
  'file.malformed': 'damaged',
  'log.larger': 'damaged',
  'tile.differs': 'changed',
  'root.differs': 'changed',
  'older.larger': 'takenAway',
  'older.differs': 'rewritten',
  'owner.former': 'formerOwner',
  'owner.unproven': 'formerOwner',
};
