import type { Role } from '@jhalak/contracts';

/** Who may look at the border: who runs the cell, who answers for it, and who checks it. */
export const BORDER_READERS: readonly Role[] = ['operator', 'legal_officer', 'auditor'];
