import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addCheckpointBody,
  equivocationText,
  openCheckpoint,
  parseSignatureLines,
  TileHashes,
  utf8,
  verifyEquivocation,
  verifyNote,
  Witness,
  type Equivocation,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { makeKey, makeWitnessKey, memoryLog, words, type MemoryLog } from './memory-log.fixture.ts';

const NOW_S = 1_790_000_000;
const signer = makeKey('example.org/log');
const own = makeWitnessKey('witness.example/w1');

class Bench {
  readonly kept = new Map<string, Uint8Array>();
  readonly evidence: Equivocation[] = [];
  failing = false;
  readonly witness = new Witness({
    crypto: nodeCrypto,
    ...own,
    logs: [signer.key],
    memory: {
      latest: async (origin) => await Promise.resolve(this.kept.get(origin)),
      keep: async (origin, checkpoint) => {
        if (this.failing) throw new Error('the disk is full');
        this.kept.set(origin, checkpoint);
        await Promise.resolve();
      },
    },
    nowS: () => NOW_S,
    onEquivocation: async (_origin, evidence) => {
      this.evidence.push(evidence);
      await Promise.resolve();
    },
  });

  async add(log: MemoryLog, old: bigint, options: { proof?: Uint8Array[] } = {}) {
    const proof = options.proof ?? (await proofFrom(log, old));
    const body = addCheckpointBody(old, proof, new TextDecoder().decode(log.checkpoint));
    return await this.witness.addCheckpoint(utf8(body));
  }
}

async function proofFrom(log: MemoryLog, old: bigint): Promise<Uint8Array[]> {
  const { size } = openCheckpoint(nodeCrypto, log.checkpoint, { log: log.signer.key });
  if (old > size) return [];
  return await new TileHashes(
    nodeCrypto.sha256,
    size,
    async (path) => await Promise.resolve(log.files.get(path) ?? assert.fail(path)),
  ).consistency(old);
}

test('a witness co-signs the first checkpoint and each that goes on from the last', async () => {
  const bench = new Bench();
  for (const [old, count] of [
    [0n, 5],
    [5n, 5],
    [5n, 300],
    [300n, 1_000],
  ] as const) {
    const log = memoryLog(words(count), signer);
    const reply = await bench.add(log, old);
    assert.equal(reply.status, 200);
    const checkpoint = openCheckpoint(nodeCrypto, log.checkpoint, { log: signer.key });
    const note = { text: checkpoint.note.text, signatures: parseSignatureLines(reply.body) };
    assert.equal(verifyNote(nodeCrypto, note, [own.key])[0]?.timeS, BigInt(NOW_S));
  }
});

test('it answers as tlog-witness says: unknown log, no signature, wrong old size, wrong proof', async () => {
  const bench = new Bench();
  const log = memoryLog(words(300), signer);
  assert.equal(
    (await bench.add(memoryLog(words(3), makeKey('example.org/unknown')), 0n)).status,
    404,
  );
  assert.equal((await bench.add(memoryLog(words(3), makeKey('example.org/log')), 0n)).status, 403);
  assert.equal((await bench.add(log, 301n)).status, 400);
  assert.equal((await bench.witness.addCheckpoint(utf8('old 0\nnonsense'))).status, 400);
  assert.equal((await bench.add(log, 0n)).status, 200);
  const grown = memoryLog(words(900), signer);
  const conflict = await bench.add(grown, 0n, { proof: [] });
  assert.deepEqual(conflict, { status: 409, type: 'text/x.tlog.size', body: '300\n' });
  const wrong = (await proofFrom(grown, 300n)).map((hash) => nodeCrypto.sha256(hash));
  assert.equal((await bench.add(grown, 300n, { proof: wrong })).status, 422);
  assert.equal((await bench.add(grown, 300n, { proof: [] })).status, 422);
  assert.equal((await bench.add(grown, 300n)).status, 200);
  assert.equal((await bench.add(memoryLog(words(600), signer), 900n)).status, 400);
  assert.deepEqual(bench.evidence, []);
});

test('a split view of one size is not co-signed, and the evidence convinces a third party', async () => {
  const bench = new Bench();
  assert.equal((await bench.add(memoryLog(words(300), signer), 0n)).status, 200);
  const other = memoryLog(words(300, 'other'), signer);
  assert.equal((await bench.add(other, 300n, { proof: [] })).status, 409);
  const text = equivocationText(bench.evidence[0] ?? assert.fail());
  assert.equal(verifyEquivocation(nodeCrypto, utf8(text), signer.key).older.size, 300n);
});

test('a split view of another size is caught by following, with evidence; a stale copy is none', async () => {
  const bench = new Bench();
  const seen = memoryLog(words(300), signer);
  const first = await bench.witness.follow(signer.key, seen.source);
  assert.equal(first.kind, 'cosigned');
  assert.equal((await bench.witness.follow(signer.key, seen.source)).kind, 'known');
  const stale = memoryLog(words(200), signer);
  assert.equal((await bench.witness.follow(signer.key, stale.source)).kind, 'smaller');
  const split = memoryLog([...words(299), 'other', ...words(100)], signer);
  assert.equal((await bench.witness.follow(signer.key, split.source)).kind, 'split');
  assert.equal(bench.evidence.length, 1);
  const text = equivocationText(bench.evidence[0] ?? assert.fail());
  const proven = verifyEquivocation(nodeCrypto, utf8(text), signer.key);
  assert.deepEqual([proven.older.size, proven.newer.size], [300n, 400n]);
  // Broken tiles are no evidence: anybody could break them.
  split.files.set('tile/1/000.p/1', new Uint8Array(32));
  await assert.rejects(bench.witness.follow(signer.key, split.source), { fault: 'root.differs' });
  assert.equal(bench.evidence.length, 1);
});

test('two checkpoints that agree are no evidence, whatever the file claims', async () => {
  const older = memoryLog(words(300), signer);
  const newer = memoryLog(words(400), signer);
  const proof = await proofFrom(newer, 300n);
  const { root } = openCheckpoint(nodeCrypto, older.checkpoint, { log: signer.key });
  const lie = nodeCrypto.sha256(root);
  for (const prefix of [undefined, { root, proof }, { root: lie, proof }]) {
    const file = { older: older.checkpoint, newer: newer.checkpoint, ...(prefix && { prefix }) };
    assert.throws(() => verifyEquivocation(nodeCrypto, utf8(equivocationText(file)), signer.key), {
      fault: 'proof.equivocation',
    });
  }
});

test('what cannot be remembered is not co-signed', async () => {
  const bench = new Bench();
  bench.failing = true;
  await assert.rejects(bench.add(memoryLog(words(5), signer), 0n), /disk is full/);
  assert.equal(bench.kept.size, 0);
});

test('of two requests at once the second is judged by what the first left', async () => {
  const bench = new Bench();
  const replies = await Promise.all([
    bench.add(memoryLog(words(300), signer), 0n),
    bench.add(memoryLog(words(300, 'other'), signer), 0n),
  ]);
  assert.deepEqual(
    replies.map((reply) => reply.status),
    [200, 409],
  );
});
