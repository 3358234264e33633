// Where nobody goes on with a cell, its public log still has to say that everything was destroyed. So a key of its own is made for
// the record, named by the owner as the next one; it signs those last entries and opens nothing.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nextLogKey, OWN_LOG_PURPOSE } from '@jhalak/border';
import { ownSecretOf } from '@jhalak/keystore';
import type { Cell } from '../../wiring/cell.ts';
import { dealFolder, writeDurably } from './evidence.ts';

const SECRET_BYTES = 32;
/** As the border's log reads it. */
const FIRST_KEY_FILE = 'first.vkey';

/** @returns where the record's secret waits until there is nothing else left. */
export function recordSecretFile(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'record.own');
}

/** @returns the secret, or undefined where none waits. */
export async function readRecordSecret(home: string, dealId: string): Promise<Buffer | undefined> {
  const file = recordSecretFile(home, dealId);
  return existsSync(file)
    ? Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url')
    : undefined;
}

/**
 * Makes the record's secret, or takes what was made before; and writes down the present owner's public key, which nobody can
 * derive once its secrets are destroyed.
 *
 * @returns the record's key of the log, as `name+digits+base64`.
 */
export async function makeRecordKey(
  { border, parts }: Cell,
  home: string,
  dealId: string,
): Promise<string> {
  const { cellId, ownerEpoch } = await border.identity();
  if (ownerEpoch === 1)
    await writeDurably(join(home, 'log', FIRST_KEY_FILE), `${await border.vkey()}\n`);
  let secret = await readRecordSecret(home, dealId);
  if (secret === undefined) {
    secret = randomBytes(SECRET_BYTES);
    await writeDurably(recordSecretFile(home, dealId), `${secret.toString('base64url')}\n`);
  }
  return nextLogKey(cellId, ownSecretOf(secret, parts.region, OWN_LOG_PURPOSE));
}
