import type { Draft } from './drafts.ts';

/** @returns what tus's Upload-Metadata says about a clip, as the contract's UploadMetadata spells it. */
export function metadataOf(draft: Draft): Record<string, string> {
  const { details, trim } = draft;
  return {
    filename: draft.name,
    filetype: draft.type,
    caption: details.caption,
    language: details.language,
    genre: details.genre,
    ...(details.ai !== undefined && { ai: details.ai }),
    ...(details.sound !== undefined && {
      sound: details.sound,
      soundMode: details.soundMode ?? 'instead',
    }),
    ...(details.sound === undefined && details.remix === true && { remix: 'true' }),
    ...(details.audience !== undefined && { audience: details.audience }),
    ...(details.tags.length > 0 && { tags: details.tags.join(',') }),
    ...(trim !== null && {
      trimStartMs: String(Math.round(trim.startMs)),
      trimEndMs: String(Math.round(trim.endMs)),
    }),
  };
}
