// The archive of everything that is kept about a person, made in the background and fetched by them alone.

import { Type, type Static } from 'typebox';
import { TimeMs, Uuid } from './fields.ts';
import { INTERFACE_LANGUAGES } from './languages.ts';
import { jobFields } from './jobs.ts';

/** `expired`: it was ready, and its days are over, or something in it may not be given out any more. */
export const EXPORT_STATES = ['queued', 'running', 'ready', 'failed', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

export const ExportBody = Type.Object({
  /** In which the archive's own page speaks. */
  language: Type.Enum([...INTERFACE_LANGUAGES]),
});
export type ExportBody = Static<typeof ExportBody>;

/** One async job: an archive on its way. */
export const Export = Type.Object(
  {
    id: Uuid,
    state: Type.Enum([...EXPORT_STATES]),
    /** Steps: `queued`, `records`, `clips`, `pages`, `storing`, `done`. */
    ...jobFields,
    language: Type.Enum([...INTERFACE_LANGUAGES]),
    askedAtMs: TimeMs,
    /** Size of the archive; null until it is ready. */
    bytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** Files of clips that are not in it, because they are damaged or missing here; its page names them. Null until it is ready. */
    lostFiles: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** Until when it can be fetched; null while it cannot. */
    expiresAtMs: Type.Union([TimeMs, Type.Null()]),
  },
  { $id: 'Export' },
);
export type Export = Static<typeof Export>;

/** The latest first. */
export const ExportList = Type.Object(
  {
    items: Type.Array(Export),
    /** When the next one can be asked for; in the past when it can be now. */
    nextAtMs: TimeMs,
  },
  { $id: 'ExportList' },
);
export type ExportList = Static<typeof ExportList>;
