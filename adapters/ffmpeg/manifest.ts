import { defineManifest } from '@jhalak/contracts';

/** The transcoder keeps nothing: its work folders belong to media's upload folder. */
export const manifest = defineManifest({ owner: 'ffmpeg' });
