// A small log in memory, made with the same parts as the real one, and a key that signs it.

import { generateKeyPairSync, sign } from 'node:crypto';
import {
  bundleOf,
  concat,
  COSIGNATURE_V1,
  ED25519,
  noteText,
  TILE_WIDTH,
  tilePath,
  treeHeadText,
  TreeEdge,
  utf8,
  verifierKey,
  type LogFiles,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

export interface TestKey {
  key: VerifierKey;
  sign(message: Uint8Array): Uint8Array;
}

export function makeKey(name: string, type: VerifierKey['type'] = ED25519): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = verifierKey(nodeCrypto.sha256, { name, type, publicKey: bytes });
  return { key, sign: (message) => sign(null, message, privateKey) };
}

export function makeWitnessKey(name: string): TestKey {
  return makeKey(name, COSIGNATURE_V1);
}

export interface MemoryLog {
  files: Map<string, Uint8Array>;
  source: LogFiles;
  signer: TestKey;
  checkpoint: Uint8Array;
}

/** @returns the log of these entries, with the tiles of its own size only. */
export function memoryLog(
  entries: readonly string[],
  signer = makeKey('example.org/log'),
): MemoryLog {
  const files = new Map<string, Uint8Array>();
  const tree = new TreeEdge(nodeCrypto.sha256);
  const bytes = entries.map(utf8);
  for (const entry of bytes)
    tree.add(entry, (level, index, hashes) =>
      files.set(tilePath({ level, index, width: TILE_WIDTH }), concat(...hashes)),
    );
  for (let at = 0; at < bytes.length; at += TILE_WIDTH) {
    const bundle = bytes.slice(at, at + TILE_WIDTH);
    const tile = { level: 'entries' as const, index: BigInt(at / TILE_WIDTH) };
    files.set(tilePath({ ...tile, width: bundle.length }), bundleOf(bundle));
  }
  for (const [level, hashes] of tree.openTiles().entries()) {
    const index = (tree.size >> BigInt(8 * level)) / BigInt(TILE_WIDTH);
    if (hashes.length > 0)
      files.set(tilePath({ level, index, width: hashes.length }), concat(...hashes));
  }
  const text = treeHeadText({ origin: signer.key.name, size: tree.size, root: tree.root() });
  const { name, keyId } = signer.key;
  const signatures = [{ name, keyId, signature: signer.sign(utf8(text)) }];
  const checkpoint = utf8(noteText({ text, signatures }));
  files.set('checkpoint', checkpoint);
  return {
    files,
    signer,
    checkpoint,
    source: { read: async (path) => await Promise.resolve(files.get(path)) },
  };
}

export function words(count: number, prefix = 'entry'): string[] {
  return Array.from({ length: count }, (_, at) => JSON.stringify({ id: `${prefix} ${at}` }));
}
