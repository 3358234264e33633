import { defineManifest } from '@jhalak/contracts';

/** Keeps the last messages in the cell's state store for a quarter of an hour; no phone gets one. */
export const manifest = defineManifest({ owner: 'sms-test' });
