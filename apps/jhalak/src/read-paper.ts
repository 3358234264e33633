// A small JSON file that somebody carried here, held against what it should be.

import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { CommandError } from './command.ts';

/** A receipt of 20,000 clips, the longest of them, has some 800 kB. */
const PAPER_BYTES_MAX = 4_000_000;

/**
 * @param what it should be, for the sentence: `the paper of a move`.
 * @throws CommandError for a file that is not there, is too long, or is something else.
 */
export async function readPaper<Schema extends TSchema>(
  file: string,
  schema: Schema,
  what: string,
): Promise<Static<Schema>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read.`, { cause });
  });
  let json: unknown;
  try {
    json = text.length > PAPER_BYTES_MAX ? undefined : JSON.parse(text);
  } catch {
    json = undefined;
  }
  if (Value.Check(schema, json)) return json;
  throw new CommandError(`${file} is not ${what}.`);
}
