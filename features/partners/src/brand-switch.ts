// Turning a brand off and on, and letting it out to people's phones.

import { problem } from '@jhalak/contracts';
import type { Brand, BrandSwitchBody } from '@jhalak/contracts/partners';
import type { Clock } from '@jhalak/kernel';
import { keysInForce } from './brand-keys.ts';
import type { Actor, BrandStore } from './brand-store.ts';

export interface SwitchDeps {
  store: BrandStore;
  clock: Clock;
  /** Called once a change is committed: the gate must know it with the very next request. */
  changed: () => void;
}

/**
 * Idempotent: turning it the way it stands changes nothing.
 *
 * @throws `brand.not_found`, `brand.note_required`, `brand.dark_by_operator` when the brand undoes what the operator did.
 */
export async function turnSwitch(
  { store, clock, changed }: SwitchDeps,
  organisation: string,
  { dark, note = '' }: BrandSwitchBody,
  actor: Actor,
): Promise<void> {
  const reason = note.trim();
  if (dark && reason === '')
    throw problem('brand.note_required', 'Say why: a brand goes dark with a reason on record.');
  await store.locked(organisation, async (tx, row) => {
    const byOperator = row.dark_by === 'operator' && actor.side !== 'operator';
    if (byOperator && !dark)
      throw problem('brand.dark_by_operator', 'Only the operator turns this brand on again.');
    const isDark = row.dark_since_ms !== null;
    // The operator's word replaces the brand's own; else nothing changes.
    const takesOver = dark && isDark && actor.side === 'operator' && row.dark_by === 'brand';
    if (isDark === dark && !takesOver) return;
    await store.save(tx, {
      ...row,
      dark_since_ms: dark ? (row.dark_since_ms ?? clock.nowMs()) : null,
      dark_by: dark ? (actor.side === 'operator' ? 'operator' : 'brand') : null,
      dark_note: dark ? reason : null,
      switch_count: row.switch_count + 1,
    });
    await store.record(tx, row, actor, { action: dark ? 'dark' : 'lit', note: reason });
    tx.afterCommit(changed);
  });
}

/** @throws `brand.not_found`, `brand.stage` for a brand without a key in force. */
export async function setStage(
  { store, clock, changed }: SwitchDeps,
  organisation: string,
  { stage, note }: { stage: Exclude<Brand['stage'], 'invited'>; note?: string | undefined },
  actor: Actor,
): Promise<void> {
  await store.locked(organisation, async (tx, row) => {
    if (row.stage === stage) return;
    if ((await keysInForce(tx, row.brand_id, clock.nowMs())) === 0)
      throw problem('brand.stage', 'A brand needs a key in force first.');
    await store.save(tx, { ...row, stage });
    await store.record(tx, row, actor, { action: stage, note });
    tx.afterCommit(changed);
  });
}
