import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  concat,
  entriesOfBundle,
  fromBase64,
  leafHash,
  noteText,
  openCheckpoint,
  parseNote,
  parseProofFile,
  parseTilePath,
  parseVkey,
  proofFileText,
  TileHashes,
  tilePath,
  toBase64,
  utf8,
  verifyConsistency,
  verifyInclusion,
  verifyLog,
  verifyProof,
  vkeyOf,
  type Tile,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { makeKey, makeWitnessKey, memoryLog, words, type MemoryLog } from './memory-log.fixture.ts';

const { sha256 } = nodeCrypto;

function hashesOf(log: MemoryLog, size: bigint): TileHashes {
  return new TileHashes(sha256, size, async (path) => {
    const bytes = log.files.get(path);
    assert.ok(bytes, path);
    return await Promise.resolve(bytes);
  });
}

async function refuses(log: MemoryLog, fault: string): Promise<void> {
  const verifying = verifyLog(nodeCrypto, log.source, { log: log.signer.key });
  await assert.rejects(verifying, { name: 'TlogError', fault });
}

test('logs of every size around tile borders verify, and the example of the specification has its tiles', async () => {
  for (const count of [0, 1, 2, 3, 255, 256, 257, 511, 512, 600]) {
    const log = memoryLog(words(count));
    const proven = await verifyLog(nodeCrypto, log.source, { log: log.signer.key });
    assert.equal(proven.checkpoint.size, BigInt(count));
    assert.equal(proven.files, log.files.size, `${count}: a file was not looked at`);
  }
  const large = memoryLog(words(70_000));
  const tiles = [...large.files.keys()].filter((path) => /^tile\/\d/.test(path));
  // tlog-tiles: 273 full and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2.
  assert.equal(tiles.filter((path) => /^tile\/0\/[^.]*$/.test(path)).length, 273);
  for (const path of ['tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1'])
    assert.ok(tiles.includes(path), path);
  await verifyLog(nodeCrypto, large.source, { log: large.signer.key });
});

test('every inclusion and consistency proof that tiles give is valid, and no other size or leaf is', async () => {
  for (const count of [1, 2, 7, 255, 256, 257, 1_000]) {
    const log = memoryLog(words(count));
    const size = BigInt(count);
    const { root } = openCheckpoint(nodeCrypto, log.checkpoint, { log: log.signer.key });
    const hashes = hashesOf(log, size);
    for (const index of new Set([0n, size / 3n, size / 2n, size - 1n])) {
      const leaf = leafHash(sha256, utf8(words(count)[Number(index)] ?? ''));
      const proof = await hashes.inclusion(index);
      assert.ok(verifyInclusion(sha256, { index, size, leaf, root }, proof));
      assert.ok(!verifyInclusion(sha256, { index: index + 1n, size, leaf, root }, proof));
    }
    for (const olderSize of new Set([1n, size / 2n + 1n, size])) {
      const olderRoot = await hashes.range(0n, olderSize);
      const proof = await hashes.consistency(olderSize);
      const claim = { olderSize, olderRoot, size, root };
      assert.ok(verifyConsistency(sha256, claim, proof), `${olderSize} of ${size}`);
      const other = { ...claim, olderRoot: sha256(olderRoot) };
      assert.ok(!verifyConsistency(sha256, other, proof));
    }
  }
});

test('a proof file proves its entry far from the log, and not a changed one', async () => {
  const log = memoryLog(words(300));
  const entry = utf8(words(300)[123] ?? '');
  const proof = {
    index: 123n,
    entry,
    hashes: await hashesOf(log, 300n).inclusion(123n),
    checkpoint: log.checkpoint,
  };
  const text = proofFileText(proof);
  assert.match(text, /^c2sp\.org\/tlog-proof@v1\nextra .+\nindex 123\n/);
  const keys = { log: log.signer.key };
  const back = parseProofFile(utf8(text));
  assert.equal(verifyProof(nodeCrypto, back, keys).size, 300n);
  const lying = { ...back, entry: utf8('{"id":"another"}') };
  assert.throws(() => verifyProof(nodeCrypto, lying, keys), { fault: 'proof.inclusion' });
  const other = makeKey(log.signer.key.name);
  assert.throws(() => verifyProof(nodeCrypto, back, { log: other.key }), {
    fault: 'note.unsigned',
  });
});

test('missing, longer and shorter files are refused', async () => {
  for (const path of memoryLog(words(600)).files.keys()) {
    const log = memoryLog(words(600));
    log.files.delete(path);
    await refuses(log, 'file.missing');
    const longer = memoryLog(words(600));
    longer.files.set(path, concat(longer.files.get(path) ?? new Uint8Array(0), Uint8Array.of(0)));
    await assert.rejects(verifyLog(nodeCrypto, longer.source, { log: longer.signer.key }));
  }
});

test('a log that grew while it was read still verifies: the full tile stands for the partial one', async () => {
  const before = memoryLog(words(300));
  const after = memoryLog(words(600), before.signer);
  after.files.set('checkpoint', before.checkpoint);
  // Level 1 had one hash then, and is still partial: its old tile stays, as tlog-tiles asks.
  after.files.set('tile/1/000.p/1', before.files.get('tile/1/000.p/1') ?? new Uint8Array(0));
  const proven = await verifyLog(nodeCrypto, after.source, { log: before.signer.key });
  assert.equal(proven.checkpoint.size, 300n);
});

test('changed history is told from an older checkpoint, and so is a log that shrank', async () => {
  const older = memoryLog(words(300));
  const other = memoryLog([...words(10, 'other'), ...words(390)], older.signer);
  const verify = async (log: MemoryLog, checkpoint: Uint8Array): Promise<unknown> =>
    await verifyLog(nodeCrypto, log.source, { log: older.signer.key, older: checkpoint });
  await assert.rejects(verify(other, older.checkpoint), { fault: 'older.differs' });
  await assert.rejects(verify(older, other.checkpoint), { fault: 'older.larger' });
  await verify(memoryLog(words(400), older.signer), older.checkpoint);
});

test('another key, another log and nobody’s signature are refused', async () => {
  const log = memoryLog(words(3));
  const stranger = makeKey('example.org/log');
  await assert.rejects(verifyLog(nodeCrypto, log.source, { log: stranger.key }), {
    fault: 'note.unsigned',
  });
  const text = parseNote(log.checkpoint).text.replace('example.org/log', 'example.org/other');
  const signature = { ...log.signer.key, signature: log.signer.sign(utf8(text)) };
  log.files.set('checkpoint', utf8(noteText({ text, signatures: [signature] })));
  await refuses(log, 'checkpoint.origin');
});

test('paths of tiles have one spelling', () => {
  const tiles: Tile[] = [
    { level: 0, index: 0n, width: 256 },
    { level: 'entries', index: 1_234_067n, width: 256 },
    { level: 63, index: 999n, width: 1 },
    { level: 2, index: 1_000n, width: 255 },
  ];
  for (const tile of tiles) assert.deepEqual(parseTilePath(tilePath(tile)), tile);
  assert.equal(tilePath(tiles[1] ?? assert.fail()), 'tile/entries/x001/x234/067');
  for (const path of [
    ...['tile/0/x000/001', 'tile/0/1', 'tile/0/001.p/256', 'tile/0/001.p/01', 'tile/00/001'],
    ...['tile/64/001', 'tile/-1/001', 'tile/entries/x1/001', 'tile/0/001/', 'tile/0/001\n'],
  ])
    assert.equal(parseTilePath(path), undefined, path);
});

test('base64 has one spelling, and every length comes back', () => {
  for (let length = 0; length < 40; length += 1) {
    const bytes = sha256(utf8(String(length))).subarray(0, length % 33);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
    assert.deepEqual([...(fromBase64(toBase64(bytes)) ?? [])], [...bytes]);
  }
  for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA=A', '====', 'AA==AA==', 'A A=', 'AAA-'])
    assert.equal(fromBase64(text), undefined, text);
});

test('a verifier key comes back as it was written, and not with a character changed', () => {
  for (const { key } of [makeKey('example.org/a'), makeWitnessKey('witness.example/w')]) {
    const text = vkeyOf(key);
    assert.equal(vkeyOf(parseVkey(sha256, text)), text);
    for (let at = 0; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      assert.throws(() => parseVkey(sha256, changed), { fault: 'key.malformed' }, changed);
    }
  }
});

test('a bundle is read only when it holds exactly its entries', () => {
  assert.equal(entriesOfBundle(Uint8Array.of(0, 1, 7, 0, 0), 2, 'x').length, 2);
  for (const bytes of [[], [0], [0, 2, 7], [0, 1, 7, 0], [0, 1, 7, 0, 0, 9]])
    assert.throws(() => entriesOfBundle(Uint8Array.from(bytes), 2, 'x'), {
      fault: 'file.malformed',
    });
});
