// What the log says, as far as it has words in every language; what it has not is shown by its code.

import type { OrderPhase } from '@jhalak/contracts/orders';
import type { Translate } from '../i18n/translate.ts';
import { ORDER_LAWS, ORDER_TARGET_KINDS } from '../contract-values.ts';

/** Acts by their code with an underscore for the dot: a part of a message's key. */
const ACTS = [
  'orders_entered',
  'orders_acknowledged',
  'orders_released',
  'orders_contested',
  'orders_contest_settled',
  'orders_stayed',
  'orders_resumed',
  'orders_confirmed',
  'orders_made_permanent',
  'orders_reviewed',
  'orders_withdrawn',
  'orders_revoked',
  'orders_expired',
  'orders_executed',
  'orders_proved',
  'orders_restored',
  'orders_followed',
  'orders_disclosed',
  'orders_reinstated',
  'orders_loss_settled',
  'orders_clock_changed',
  'staff_granted',
  'staff_ended',
  'staff_dismissed',
  'staff_break_glass_opened',
  'staff_break_glass_closed',
  'attestation_started',
  'attestation_refused',
  'attestation_release_added',
  'attestation_model_added',
  'attestation_model_cleared',
  'attestation_model_started',
  'attestation_signer_added',
  'attestation_signer_ended',
  'accounts_erased',
  'keys_rotated',
  'keys_root_rotated',
  'policies_approved',
  'policies_ended',
  'policies_window_opened',
  'audit_exported',
  'border_witness_added',
  'border_witness_ended',
  'directory_met',
  'directory_parted',
  'handover_opened',
  'handover_bidder_added',
  'handover_bidder_dropped',
  'handover_copy_given',
  'handover_copy_returned',
  'handover_interests_declared',
  'handover_owners_screened',
  'handover_owner_allowed',
  'handover_inventory_frozen',
  'handover_proposed',
  'handover_approved',
  'handover_done',
  'handover_thawed',
  'handover_aborted',
  'handover_notice',
  'handover_people_counted',
  'handover_people_settled',
  'auctions_sealed',
] as const;
export type ActKey = (typeof ACTS)[number];

/** @returns the key of an act's words; undefined for one that has none yet. */
export function actKey(act: string): ActKey | undefined {
  const key = act.replace('.', '_');
  return ACTS.find((one) => one === key);
}

/** @returns a code of an order's entry in words; the code itself where there are none. */
export function codeText(code: string, t: Translate): string {
  const [, group = '', name = ''] = /^(law|scope)\/(.+)$/u.exec(code) ?? [];
  const law = group === 'law' ? ORDER_LAWS.find((one) => one === name) : undefined;
  if (law !== undefined) return t(`orders.law.${law}`);
  const scope = group === 'scope' ? ORDER_TARGET_KINDS.find((one) => one === name) : undefined;
  if (scope !== undefined) return t(`orders.scope.${scope}`);
  const [, phase] = /^phase\/(entered|in_force|stayed|ended)$/u.exec(code) ?? [];
  if (phase !== undefined) return t(`orders.phase.${phase as OrderPhase}`);
  if (code === 'territory/country') return t('orders.country');
  if (code === 'territory/state') return t('audit.state');
  if (code === 'permanent') return t('audit.permanent');
  return code === 'interim' || code === 'emergency' ? t(`orders.${code}`) : code;
}

/** An entry's facts, as far as screens read them. */
export interface Facts {
  kind: string;
  act?: string;
  message?: string;
  host?: string;
  policy?: string;
  dataClass?: string;
  reason?: string;
  bytes?: number;
  codes?: readonly string[];
  counts?: Readonly<Record<string, number>>;
  subject?: string;
  commitment?: string;
  digest?: string;
}

/** What happened to one thing, the oldest first. */
export interface Thread {
  /** Commitment, id or digest. */
  about: string;
  codes: readonly string[];
  acts: readonly { index: number; atMs: number; act: string; counts: Facts['counts'] }[];
}

/** @returns entries gathered by what they are about, the thing that changed last first. */
export function threadsOf(
  entries: readonly { index: number; atMs: number; facts: Facts }[],
): Thread[] {
  const threads = new Map<string, { codes: readonly string[]; acts: Thread['acts'] }>();
  for (const { index, atMs, facts } of entries.toSorted((a, b) => a.index - b.index)) {
    const about = facts.commitment ?? facts.subject ?? facts.digest ?? String(index);
    const before = threads.get(about);
    const act = { index, atMs, act: facts.act ?? facts.kind, counts: facts.counts };
    // A thing can change: the newest codes hold.
    threads.set(about, {
      codes: facts.codes ?? before?.codes ?? [],
      acts: [...(before?.acts ?? []), act],
    });
  }
  return [...threads]
    .map(([about, thread]) => ({ about, ...thread }))
    .toSorted((a, b) => (b.acts.at(-1)?.index ?? 0) - (a.acts.at(-1)?.index ?? 0));
}

/** @returns "surfaces 14, items 3". */
export function countsText(counts: Facts['counts']): string {
  return Object.entries(counts ?? {})
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
