import { defineManifest } from '@jhalak/contracts';

/** Keeps its payments in the cell's state store; no real money moves, so nothing of it is worth keeping. */
export const manifest = defineManifest({ owner: 'payments-test' });
