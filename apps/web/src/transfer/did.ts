// What was done, in the words of the public log's entries.

import type { Translate } from '../i18n/translate.ts';

const DID = {
  open: 'opened',
  add_bidder: 'bidder_added',
  drop_bidder: 'bidder_dropped',
  give_copy: 'copy_given',
  return_copy: 'copy_returned',
  declare: 'interests_declared',
  screen: 'owners_screened',
  allow: 'owner_allowed',
  inventory: 'inventory_frozen',
  propose: 'proposed',
  approve: 'approved',
  done: 'done',
  thaw: 'thawed',
  abort: 'aborted',
} as const;

/** @param act as it is signed. @returns its code where there are no words for it. */
export function didText(act: string | undefined, t: Translate): string {
  const known =
    act === undefined || !Object.hasOwn(DID, act) ? undefined : DID[act as keyof typeof DID];
  return known === undefined ? (act ?? '–') : t(`logAct.handover_${known}`);
}
