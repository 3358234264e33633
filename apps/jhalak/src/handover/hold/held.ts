// Whether a home is held: its root key lies sealed in a parcel that only the holder opens, and nothing of it is opened or served.

import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../steps/evidence.ts';

const FILE = 'held.json';

export interface Held {
  deal: string;
  sinceMs: number;
  /** The public key to which it is sealed: X25519, 64 hexadecimal digits. */
  holder: string;
}

/** @returns who holds the cell of this home; undefined where nobody does. */
export function readHeld(home: string): Held | undefined {
  const file = join(home, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Held) : undefined;
}

export async function writeHeld(home: string, held: Held): Promise<void> {
  await writeDurably(join(home, FILE), JSON.stringify(held));
}

export async function forgetHeld(home: string): Promise<void> {
  await rm(join(home, FILE), { force: true });
}
