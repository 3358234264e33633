import type { Caller } from '@jhalak/contracts';
import type { Actor } from '../brand-store.ts';

/** Who may look after one brand: its own people, and the operator, who looks after all. */
export const BRAND_ACCESS = ['partner', 'operator'] as const;

/** @returns whether a caller whom the app let in acts for the cell or for the brand. */
export function actorOf(caller: Caller): Actor {
  const operator = caller.roles.includes('admin') || caller.roles.includes('operator');
  return { side: operator ? 'operator' : 'brand', personId: caller.personId };
}
