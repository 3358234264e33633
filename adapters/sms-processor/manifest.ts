import { defineManifest } from '@jhalak/contracts';

/** Keeps nothing: each message goes on through the gateway. */
export const manifest = defineManifest({ owner: 'sms-processor' });
