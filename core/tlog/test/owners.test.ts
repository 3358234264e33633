// One log, several owners: from any of their keys the log is followed to its end, and nobody signs for another's time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextOwner, TlogError, verifyLog, vkeyOf, Witness, type TlogFault } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import {
  makeKey,
  makeWitnessKey,
  memoryLog,
  words,
  type MemoryLog,
  type TestKey,
} from './memory-log.fixture.ts';

const NAME = 'jhalak/in-abcdefghij';
const [first, second, third, stranger] = [
  makeKey(NAME),
  makeKey(NAME),
  makeKey(NAME),
  makeKey(NAME),
];

function step(epoch: number, next: TestKey): string {
  return JSON.stringify({
    atMs: 1,
    cell: 'in-abcdefghij',
    facts: {
      act: 'handover.next_key',
      counts: { epoch },
      kind: 'owner',
      nextKey: vkeyOf(next.key),
    },
    id: `step ${epoch}`,
    v: 1,
  });
}

/** 300 entries of the first owner, 40 of the second, 20 of the third. */
function ownedLog(): MemoryLog {
  const one = [...words(299), step(1, second)];
  const two = [...one, ...words(39, 'second'), step(2, third)];
  const log = memoryLog([...two, ...words(20, 'third')], third);
  log.files.set('owners/1', memoryLog(one, first).checkpoint);
  log.files.set('owners/2', memoryLog(two, second).checkpoint);
  return log;
}

async function refused(log: MemoryLog, key: TestKey, fault: TlogFault, older?: Uint8Array) {
  await assert.rejects(
    verifyLog(nodeCrypto, log.source, { log: key.key, ...(older && { older }) }),
    (error) => error instanceof TlogError && (assert.equal(error.fault, fault), true),
  );
}

test('from each owner’s key the log is followed to the present one', async () => {
  const log = ownedLog();
  for (const key of [first, second, third]) {
    const { owners, checkpoint } = await verifyLog(nodeCrypto, log.source, { log: key.key });
    assert.equal(checkpoint.size, 360n);
    assert.deepEqual(
      owners.map(({ until }) => until),
      [300n, 340n, undefined],
    );
    assert.equal(owners[2]?.key && vkeyOf(owners[2].key), vkeyOf(third.key));
    assert.equal(checkpoint.verified[0]?.key.publicKey, owners[2]?.key?.publicKey);
  }
  await refused(log, stranger, 'note.unsigned');
});

test('an older checkpoint counts under the key of whoever owned the log then, and under no other', async () => {
  const log = ownedLog();
  const early = memoryLog(words(100), first).checkpoint;
  for (const key of [first, second])
    await verifyLog(nodeCrypto, log.source, { log: key.key, older: log.files.get('owners/2')! });
  await verifyLog(nodeCrypto, log.source, { log: first.key, older: early });
  await refused(log, first, 'owner.former', memoryLog(words(100), second).checkpoint);
  await refused(log, first, 'note.unsigned', memoryLog(words(100), stranger).checkpoint);
});

test('what a former owner signs beyond its end is refused, whoever checks with which key', async () => {
  const one = [...words(299), step(1, second)];
  const beyond = memoryLog([...one, ...words(5, 'beyond')], first);
  beyond.files.set('owners/1', memoryLog(one, first).checkpoint);
  await refused(beyond, first, 'owner.former');
  await refused(beyond, second, 'note.unsigned');
  // Without the file that would show it, it cannot be followed either.
  beyond.files.delete('owners/1');
  await refused(beyond, first, 'owner.unproven');
  // The end itself is the former owner's to sign, and then also the next one's.
  const end = memoryLog(one, first);
  await verifyLog(nodeCrypto, end.source, { log: first.key });
  const begun = memoryLog(one, second);
  begun.files.set('owners/1', end.checkpoint);
  for (const key of [first, second]) await verifyLog(nodeCrypto, begun.source, { log: key.key });
});

test('a step that its owner did not sign is refused: taken over, given back to itself, out of order, or other trees', async () => {
  const one = [...words(299), step(1, second)];
  // Somebody names itself over the first owner's entries.
  const taken = memoryLog([...words(200), step(1, stranger), ...words(9, 'more')], stranger);
  await refused(taken, first, 'owner.unproven');
  taken.files.set('owners/1', memoryLog([...words(200), step(1, stranger)], stranger).checkpoint);
  await refused(taken, first, 'note.unsigned');
  // The former owner goes on, and writes that it came back.
  const back = memoryLog([...one, ...words(5, 'x'), step(2, first), ...words(5, 'y')], first);
  back.files.set('owners/1', memoryLog(one, first).checkpoint);
  back.files.set(
    'owners/2',
    memoryLog([...one, ...words(5, 'x'), step(2, first)], first).checkpoint,
  );
  await refused(back, first, 'note.unsigned');
  // Epochs out of order; the kept checkpoint of another tree.
  const log = ownedLog();
  log.files.set('owners/2', memoryLog([...words(339), step(2, third)], second).checkpoint);
  await refused(log, first, 'owner.unproven');
  const wrong = memoryLog([...one, ...words(2, 'z'), step(1, third)], second);
  wrong.files.set('owners/1', memoryLog(one, first).checkpoint);
  await refused(wrong, first, 'owner.unproven');
});

test('every byte of an owner’s last checkpoint counts', async () => {
  const log = ownedLog();
  for (const path of ['owners/1', 'owners/2']) {
    const bytes = log.files.get(path) ?? new Uint8Array(0);
    for (let at = 0; at < bytes.length; at += 5) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      log.files.set(path, changed);
      await assert.rejects(verifyLog(nodeCrypto, log.source, { log: first.key }), TlogError);
    }
    log.files.set(path, bytes);
  }
  await verifyLog(nodeCrypto, log.source, { log: first.key });
});

test('a witness goes on under the next owner, from what it saw, and co-signs the former one no more', async () => {
  const kept = new Map<string, Uint8Array>();
  const own = makeWitnessKey('witness.example/w1');
  const witness = new Witness({
    crypto: nodeCrypto,
    ...own,
    logs: [first.key],
    memory: {
      latest: async (origin) => await Promise.resolve(kept.get(origin)),
      keep: async (origin, checkpoint) =>
        void (await Promise.resolve(kept.set(origin, checkpoint))),
    },
    nowS: () => 1_790_000_000,
  });
  const start = memoryLog(words(120), first);
  assert.equal((await witness.follow(first.key, start.source)).kind, 'cosigned');
  const log = ownedLog();
  await assert.rejects(witness.follow(first.key, log.source), { fault: 'note.unsigned' });
  const next = await nextOwner(nodeCrypto, log.source, first.key);
  assert.ok(next && vkeyOf(next) === vkeyOf(second.key));
  assert.equal(witness.addOwner(next), true);
  await assert.rejects(witness.follow(first.key, log.source), { fault: 'note.unsigned' });
  const after = await nextOwner(nodeCrypto, log.source, next);
  assert.ok(after && vkeyOf(after) === vkeyOf(third.key));
  witness.addOwner(after);
  const seen = await witness.follow(first.key, log.source);
  assert.equal(seen.kind === 'cosigned' && seen.size, 360n);
  assert.equal(await nextOwner(nodeCrypto, log.source, after), undefined);
  // The former owner's own continuation, under its own key.
  const fork = memoryLog([...words(299), step(1, second), ...words(90, 'fork')], first);
  await assert.rejects(witness.follow(first.key, fork.source), { fault: 'note.unsigned' });
  // A next owner whose entry is not in the tree that was signed.
  const forged = ownedLog();
  const bundle = memoryLog([...words(299), step(1, stranger)], first);
  for (const [path, bytes] of bundle.files)
    if (path.startsWith('tile/entries')) forged.files.set(path, bytes);
  await assert.rejects(nextOwner(nodeCrypto, forged.source, first.key), {
    fault: 'owner.unproven',
  });
});
