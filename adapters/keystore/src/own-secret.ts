// Secrets of one install, which go to no other owner of the cell.

import { OWN_CLASS } from './class-keys.ts';
import { keystoreFailure } from './failure.ts';
import { keepOwn } from './import.ts';
import { alone, type RotationParts } from './rotation.ts';
import { derive, KEY_BYTES } from './sealing.ts';

/** @returns what `ownSecret` of a store with this base gives, before there is a store. 32 bytes. Cost: some microseconds. */
export function ownSecretOf(base: Uint8Array, region: string, purpose: string): Buffer {
  return derive(base, `own|${region}|${purpose}`);
}

/** @param replaces an earlier owner's: it had the cell on this very machine. */
export async function adoptOwn(
  parts: RotationParts,
  base: Buffer,
  replaces: boolean,
): Promise<void> {
  if (base.length !== KEY_BYTES) throw new RangeError('an install’s own secret has 32 bytes');
  await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    const mine = parts.classes.ownBase;
    if (mine?.equals(base) === true) return;
    if (mine !== undefined && !replaces)
      throw keystoreFailure(
        'keystore.backup_refused',
        'This install has another secret of its own already. Nothing was changed.',
      );
    await client.query('BEGIN');
    try {
      if (mine !== undefined)
        await client.query('DELETE FROM keystore.class_keys WHERE key_class = $1', [OWN_CLASS]);
      await keepOwn(client, parts.classes.root, parts.region, base, parts.nowMs());
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await parts.classes.refresh();
  });
}
