import { defineManifest } from '@jhalak/contracts';

/** The engine only: it keeps nothing. */
export const manifest = defineManifest({ owner: 'stories' });
