import type { Role } from '@jhalak/contracts';

/** Who may look at the border: who runs the cell, and who answers for it. */
export const BORDER_READERS: readonly Role[] = ['operator', 'legal_officer'];
