// On what terms something goes: computed from what its manifest says of it, and of the technology around it.

import type { DataClass, HandoverMode, Manifest } from '@jhalak/contracts';
import type { InventoryItem, InventoryMode } from '@jhalak/contracts/handover';

const MODES: Readonly<Record<HandoverMode, InventoryMode>> = {
  transfer: 'transfer',
  licence: 'licence',
  withhold: 'withhold',
  retrain: 'withhold_and_retrain',
  rebuild: 'rebuild',
};

const WHY: Readonly<Record<InventoryMode, string | null>> = {
  transfer: null,
  licence: 'the rights stay with who holds them; the buyer gets a copy on their terms',
  withhold:
    'it belongs to this install or to its present owner, and is of no use or no right elsewhere',
  withhold_and_retrain:
    'it was learned with technology that may be controlled; the buyer learns it anew from the journal, inside the region',
  rebuild: 'the new install makes its own',
};

/** Whose the operation's own data is; people keep their rights in what they made. */
const OPERATION = { owner: 'the operation', licence: 'operation' } as const;

/** Texts and pictures of publishers, for example. */
const OTHERS = { owner: 'others, who licensed it', licence: 'as agreed with them' } as const;

export type Terms = Pick<InventoryItem, 'owner' | 'licence' | 'exportControl' | 'mode' | 'why'>;

/** @returns the terms of something with a mode, without an export tag of its own. */
export function termsOf(mode: HandoverMode, holder: Omit<Terms, 'mode' | 'why'>): Terms {
  const named = MODES[mode];
  return { ...holder, mode: named, why: WHY[named] };
}

/**
 * @returns the terms of data on a manifest. Data of class `technology` is its part's technology; what is learned anew was
 * learned with it and has its export tag; what is on licence belongs to others. What people made and did has no tag.
 */
export function dataTerms(
  { technology }: Manifest,
  entry: { class: DataClass; handover: HandoverMode },
): Terms {
  const { handover } = entry;
  if (entry.class === 'technology') return termsOf(handover, technology);
  if (handover === 'licence') return termsOf(handover, { ...OTHERS, exportControl: 'none' });
  const learned = handover === 'retrain';
  const exportControl = learned ? technology.exportControl : 'none';
  return termsOf(handover, { ...OPERATION, exportControl });
}
