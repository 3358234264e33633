export { openFsBlobs } from './fs-blobs.ts';
export type { FsBlobsOptions } from './fs-blobs.ts';
export { tieredBlobs } from './tiered-blobs.ts';
