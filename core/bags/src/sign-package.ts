// Signatures under the statement of a package that is finished: by a key at hand, or one that was made elsewhere.

import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { envelopeText, parseEnvelope, type Envelope } from './dsse.ts';
import { STATEMENT_FILE } from './verify-package.ts';

/** @returns the envelope of a finished package. @throws PackageError `statement.malformed`. */
export async function readPackageEnvelope(folder: string): Promise<Envelope> {
  return parseEnvelope(await readFile(join(folder, STATEMENT_FILE), 'utf8'));
}

/** Replaces the envelope with one that carries more signatures; a kill leaves the old one or the new one. */
export async function writePackageEnvelope(folder: string, envelope: Envelope): Promise<void> {
  // Outside tools must never find a half envelope, nor the package a stranger's file: the name beside the folder is ours.
  const beside = `${folder.replace(/\/+$/, '')}.statement`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(envelopeText(envelope));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, join(folder, STATEMENT_FILE));
}
