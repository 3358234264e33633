// The papers that two operators carry between their cells when a channel moves. Each is signed by its cell, and counts only where
// the other one knows that cell.

import { AI_MARKS } from '@jhalak/contracts/ai-mark';
import { Type, type Static } from 'typebox';
import { CommandError } from '../command.ts';
import type { Cell } from '../wiring/cell.ts';

const CellId = Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' });
const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Signature = Type.String({ maxLength: 100 });
const Text = (most: number) => Type.String({ maxLength: most });
const Count = Type.Integer({ minimum: 0 });
/** Keys become paths in the store. */
const BlobKey = Type.String({
  pattern: '^(renditions|posters)/[0-9a-f-]{36}/[A-Za-z0-9._-]{1,120}$',
});

/** To whom channels for a cell are sealed. */
export const RecipientPaper = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak channel recipient'),
    cell: CellId,
    region: Text(8),
    recipient: Hex64,
    atMs: Count,
    signature: Signature,
  },
  { additionalProperties: false },
);
export type RecipientPaper = Static<typeof RecipientPaper>;

/** Lies beside the sealed package, and can be read by everybody who carries it: it names nobody. */
export const ChannelPaper = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak channel'),
    move: Uuid,
    from: CellId,
    to: CellId,
    region: Text(8),
    recipient: Hex64,
    /** Ed25519, base64: signed the package. */
    signer: Text(60),
    /** SHA-512 of the package's statement. */
    statement: Type.String({ pattern: '^[0-9a-f]{128}$' }),
    /** The package's key, sealed to the recipient. */
    key: Text(4_000),
    codeDigest: Hex64,
    atMs: Count,
    signature: Signature,
  },
  { additionalProperties: false },
);
export type ChannelPaper = Static<typeof ChannelPaper>;

/** The other cell's answer. */
export const ReceiptPaper = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak channel receipt'),
    move: Uuid,
    from: CellId,
    to: CellId,
    handle: Text(60),
    clips: Type.Array(Uuid, { maxItems: 20_000 }),
    atMs: Count,
    signature: Signature,
  },
  { additionalProperties: false },
);
export type ReceiptPaper = Static<typeof ReceiptPaper>;

/** Inside the package. What is true of few stands there only where it is true: a cell that does not know the word refuses. */
export const ChannelDocument = Type.Object(
  {
    handle: Text(60),
    displayName: Text(200),
    bio: Text(2_000),
    private: Type.Optional(Type.Literal(true)),
    clips: Type.Array(
      Type.Object(
        {
          videoId: Uuid,
          caption: Text(10_000),
          language: Text(16),
          genre: Text(40),
          tags: Type.Array(Text(100), { maxItems: 100 }),
          durationMs: Count,
          widthPx: Count,
          heightPx: Count,
          posterKey: BlobKey,
          thumbhash: Text(100),
          publishedAtMs: Count,
          adult: Type.Boolean(),
          ai: Type.Optional(Type.Enum([...AI_MARKS])),
          audience: Type.Optional(Type.Enum(['followers', 'close', 'self'])),
          renditions: Type.Array(
            Type.Object(
              {
                key: BlobKey,
                codec: Text(60),
                widthPx: Count,
                heightPx: Count,
                bitrateBps: Count,
                bytes: Count,
                sha256: Hex64,
              },
              { additionalProperties: false },
            ),
            { maxItems: 40 },
          ),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20_000 },
    ),
  },
  { additionalProperties: false },
);

/** @returns the paper with this cell's signature. */
export function signedPaper<Paper extends object>(
  { crossings }: Pick<Cell, 'crossings'>,
  paper: Paper,
): Paper & { signature: string } {
  return { ...paper, signature: crossings.signPaper('channel', paper) };
}

/** @throws CommandError where the cell that should have signed is not known here, is of another region, or did not sign. */
export async function mustBeSignedBy(
  { crossings, parts }: Pick<Cell, 'crossings' | 'parts'>,
  cellId: string,
  paper: object & { signature: string },
): Promise<void> {
  const card = await crossings.signedPaper('channel', cellId, paper);
  if (card === undefined)
    throw new CommandError(
      `${cellId} is not known here, or did not sign this: take its card first (cell meet FILE).`,
    );
  if (card.region !== parts.region)
    throw new CommandError(
      `${cellId} is of region ${card.region}: a channel stays in its region, as people’s data does.`,
    );
}
