import { defineManifest } from '@jhalak/contracts';

/** Stores nothing: what was fetched belongs to the feature that asked for it. */
export const manifest = defineManifest({ owner: 'outbound' });
