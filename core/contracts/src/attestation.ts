// Which program and which models run in a cell, in digests that outsiders can compare.

import { Type, type Static } from 'typebox';
import { Sha256Hex } from './border.ts';
import { TimeMs } from './fields.ts';

const Models = Type.Record(Type.String(), Sha256Hex);

export const AttestationCard = Type.Object(
  {
    /** What was started last; absent before the first start that was written down. */
    running: Type.Optional(
      Type.Object({
        /** SHA-256 over the sorted list of the program's files and the Node version. */
        digest: Sha256Hex,
        /** SHA-256 over all that follows, models and web app included. */
        measured: Sha256Hex,
        version: Type.String(),
        node: Type.String(),
        files: Type.Integer(),
        web: Type.Optional(Sha256Hex),
        models: Models,
      }),
    ),
    /** Signed releases, the newest first. */
    releases: Type.Array(
      Type.Object({
        number: Type.Integer(),
        version: Type.String(),
        digest: Sha256Hex,
        models: Models,
        /** Good signatures of signers in force now. */
        signatures: Type.Integer(),
        addedAtMs: TimeMs,
      }),
    ),
  },
  { $id: 'AttestationCard' },
);
export type AttestationCard = Static<typeof AttestationCard>;
