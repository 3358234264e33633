import type { App } from '../shell/app-context.ts';
import type { Draft } from './drafts.ts';

interface NewDraft {
  source: Draft['source'];
  blob: Blob;
  name: string;
  durationMs: number;
  /** The clip whose sound it is made with. */
  sound?: string | undefined;
}

/** @returns a draft that nobody has described yet; its language is the person's first. */
export function newDraft(app: Pick<App, 'viewer' | 'locale'>, given: NewDraft): Draft {
  const { blob } = given;
  return {
    id: crypto.randomUUID(),
    source: given.source,
    state: 'editing',
    name: given.name,
    type: blob.type,
    bytes: blob.size,
    lastModifiedMs: blob instanceof File ? blob.lastModified : 0,
    durationMs: given.durationMs,
    blob,
    details: {
      ...{ caption: '', language: app.viewer?.languages[0] ?? app.locale, genre: '', tags: [] },
      ...(given.sound === undefined ? {} : { sound: given.sound }),
    },
    trim: null,
    uploadUrl: null,
    createdAtMs: Date.now(),
  };
}
