import { defineManifest } from '@jhalak/contracts';

/** Owns no prefix: every blob belongs to the feature whose manifest names its prefix. */
export const manifest = defineManifest({ owner: 'blobs-fs' });
