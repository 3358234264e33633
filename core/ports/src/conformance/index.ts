// One suite a port: node:test claims over a factory. Adapters run them in their own *.test.ts.
export { blobsConformance } from './blobs.ts';
export type { BlobsUnderTest } from './blobs.ts';
export { clockConformance } from './clock.ts';
export { databaseConformance } from './database.ts';
export type { DatabaseUnderTest } from './database.ts';
export { jobsConformance } from './jobs.ts';
export type { JobsUnderTest } from './jobs.ts';
export { journalConformance } from './journal.ts';
export type { JournalUnderTest } from './journal.ts';
export { keysConformance } from './keys.ts';
export type { KeysUnderTest } from './keys.ts';
export { outboundConformance } from './outbound.ts';
export type { OutboundUnderTest } from './outbound.ts';
export { stateConformance } from './state.ts';
export type { StateUnderTest } from './state.ts';
export { transcoderConformance } from './transcoder.ts';
export type { ClipToMake, TranscoderUnderTest } from './transcoder.ts';
