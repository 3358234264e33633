// Secrets of one install, which go to no other owner of the cell.

import { keystoreFailure } from './failure.ts';
import { keepOwn } from './import.ts';
import { alone, type RotationParts } from './rotation.ts';
import { derive, KEY_BYTES } from './sealing.ts';

/** @returns what `ownSecret` of a store with this base gives, before there is a store. 32 bytes. Cost: some microseconds. */
export function ownSecretOf(base: Uint8Array, region: string, purpose: string): Buffer {
  return derive(base, `own|${region}|${purpose}`);
}

export async function adoptOwn(parts: RotationParts, base: Buffer): Promise<void> {
  if (base.length !== KEY_BYTES) throw new RangeError('an install’s own secret has 32 bytes');
  await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    const mine = parts.classes.ownBase;
    if (mine?.equals(base) === true) return;
    if (mine !== undefined)
      throw keystoreFailure(
        'keystore.backup_refused',
        'This install has another secret of its own already. Nothing was changed.',
      );
    await client.query('BEGIN');
    try {
      await keepOwn(client, parts.classes.root, parts.region, base, parts.nowMs());
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await parts.classes.refresh();
  });
}
