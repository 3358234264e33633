export { createLedger } from './ledger.ts';
export type { LedgerDeps } from './ledger.ts';
export type { Ledger, Statement } from './types.ts';
