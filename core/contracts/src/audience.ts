// Who may see a clip.

/**
 * For everybody, for the creator's followers, for those on the creator's list of close friends, for the creator alone. A private
 * account's `everyone` are its followers.
 */
export const CLIP_AUDIENCES = ['everyone', 'followers', 'close', 'self'] as const;
export type ClipAudience = (typeof CLIP_AUDIENCES)[number];
