// Whose archive it is: the word of the cell that made it, over the list of all its digests. A cell that this one's operator has
// met is believed; any other word is told as what it is, a claim.

import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ImportSource } from '@jhalak/contracts/imports';
import { ArchiveError, PROOF, type ArchiveReader } from './archive-reader.ts';
import type { CellPapers } from './types.ts';

/** Of the archive's form: what reads it must know it. */
const VERSION = 1;

const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** proof.json, without the signature while it is made. */
const ArchivePaper = Type.Object(
  {
    v: Type.Literal(VERSION),
    kind: Type.Literal('jhalak archive'),
    cell: Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' }),
    region: Type.String({ maxLength: 8 }),
    address: Type.String({ maxLength: 300 }),
    /** Empty: somebody without an account. */
    handle: Type.String({ maxLength: 30 }),
    madeAtMs: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }),
    /** SHA-256 of SHA256SUMS, and through it of every other file. */
    sums: Hex64,
    /** Ed25519, by the key on the cell's card; base64. */
    signature: Type.String({ maxLength: 100 }),
  },
  { additionalProperties: false },
);
type ArchivePaper = Static<typeof ArchivePaper>;

const paperForm = Compile(ArchivePaper);
const UNKNOWN: ImportSource = {
  ...{ proven: false, cell: null, address: null, handle: null, madeAtMs: null },
};

/** @returns the text of proof.json. Cost: a signature. */
export async function proofText(
  papers: Pick<CellPapers, 'card' | 'sign'>,
  about: { handle: string; madeAtMs: number; sums: string },
): Promise<string> {
  const { cell, region, address } = await papers.card();
  const { handle, madeAtMs, sums } = about;
  const said = {
    ...{ v: VERSION, kind: 'jhalak archive' as const, cell, region, address },
    ...{ handle, madeAtMs, sums },
  };
  return `${JSON.stringify({ ...said, signature: papers.sign('archive', said) }, null, 1)}\n`;
}

/**
 * @param sums digest of the SHA256SUMS that was checked.
 * @throws ArchiveError `import.newer` for a form that is not known; `import.forged` where a cell that is known here did not sign
 * what it is said to have signed.
 */
export async function sourceOf(
  archive: ArchiveReader,
  sums: string,
  papers: CellPapers,
): Promise<ImportSource> {
  if (!archive.has(PROOF)) return UNKNOWN;
  const paper = paperIn(await archive.text(PROOF));
  const { cell, address, handle, madeAtMs } = paper;
  const source = { cell, address, handle: handle === '' ? null : handle, madeAtMs };
  if (paper.sums !== sums)
    throw new ArchiveError('import.forged', 'the proof is of another archive');
  const isKnown = await papers.knows(cell);
  if (!isKnown) return { ...source, proven: false };
  if (!(await papers.isSigned('archive', cell, paper)))
    throw new ArchiveError('import.forged', 'the cell that is named did not sign this');
  return { ...source, proven: true };
}

function paperIn(text: string): ArchivePaper {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new ArchiveError('import.damaged', 'the proof is no JSON');
  }
  if (paperForm.Check(said)) return said;
  const version: unknown =
    typeof said === 'object' && said !== null ? Reflect.get(said, 'v') : undefined;
  if (typeof version === 'number' && version > VERSION)
    throw new ArchiveError('import.newer', `version ${version}`);
  throw new ArchiveError('import.damaged', 'the proof cannot be read');
}
