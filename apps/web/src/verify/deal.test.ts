import assert from 'node:assert/strict';
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { test } from 'node:test';
import {
  concat,
  ED25519,
  leafHash,
  noteText,
  proofFileText,
  TileHashes,
  TreeEdge,
  treeHeadText,
  verifierKey,
  vkeyOf,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { canonicalJson, signedBytes } from './deal-acts.ts';
import { judgeDeal, recordIn } from './deal.ts';

const PAYLOAD_TYPE = 'application/vnd.jhalak.handover+json';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const keys = new Map<string, KeyObject>();
function keyOf(name: string): KeyObject {
  let key = keys.get(name);
  if (key === undefined) keys.set(name, (key = generateKeyPairSync('ed25519').privateKey));
  return key;
}
const rawOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(-32);
const party = (name: string, ...people: string[]) => ({
  name,
  people: people.map((id) => ({ id, name: id, key: rawOf(keyOf(id)).toString('base64') })),
});

function envelope(by: string, payloadType: string, body: Buffer) {
  const key = keyOf(by);
  const keyid = createHash('sha256').update(rawOf(key)).digest('hex');
  const sig = sign(null, signedBytes(payloadType, body), key).toString('base64');
  return { payloadType, payload: body.toString('base64'), signatures: [{ keyid, sig }] };
}

interface Event {
  deal: string;
  seq: number;
  atMs: number;
  prev: string;
  file: ReturnType<typeof envelope>;
  digest: string;
}

const DOCUMENT = '{"what":"the terms"}';

/** A deal that changes hands, without caring for its rules: the page does not judge them. */
function chain(): Event[] {
  const opening = {
    ...{ act: 'open', cell: 'in-abcdefghij', seller: party('S', 'ann', 'bob') },
    ...{ regionSide: party('G', 'gov'), bidders: [{ id: 'x', ...party('X', 'xia') }] },
  };
  const acts: [string, object][] = [
    ['ann', opening],
    ['ann', { act: 'add_bidder', bidder: { id: 'y', ...party('Y', 'yan') } }],
    ['yan', { act: 'propose', step: 'terms', document: sha(DOCUMENT) }],
    ['bob', { act: 'done', step: 'fence', epoch: 1, evidence: sha('f') }],
    ['yan', { act: 'done', step: 'takeover', epoch: 2, evidence: sha('t') }],
    ['ann', { act: 'done', step: 'proof', evidence: sha('p') }],
  ];
  const events: Event[] = [];
  for (const [by, act] of acts) event(events, by, act);
  return events;
}

function event(events: Event[], by: string, act: object): void {
  const body = Buffer.from(canonicalJson({ v: 1, deal: 'd', ...act }));
  const told = {
    ...{ deal: 'd', seq: events.length + 1, atMs: 1_000 * events.length },
    prev: events.at(-1)?.digest ?? '0'.repeat(64),
    file: envelope(by, PAYLOAD_TYPE, body),
  };
  events.push({ ...told, digest: sha(canonicalJson(told)) });
}

const judged = (events: readonly unknown[], others: { path: string; bytes: Buffer }[] = []) =>
  judgeDeal(nodeCrypto, { events: [...events] }, others, []);

test('a whole deal is told with who signed, both owners, and the documents that it names', () => {
  const verdict = judged(chain(), [
    { path: 'terms.json', bytes: Buffer.from(DOCUMENT) },
    { path: 'other.txt', bytes: Buffer.from('x') },
  ]);
  assert.equal(verdict.kind, 'deal');
  if (verdict.kind !== 'deal') return;
  assert.deepEqual([verdict.acts, verdict.end, verdict.cell], [6, 'closed', 'in-abcdefghij']);
  assert.deepEqual(verdict.owners, { from: 1, to: 2 });
  assert.equal(verdict.logged, undefined, 'without a key the log is not looked at');
  assert.deepEqual(
    verdict.signers.map(({ name, side, acts }) => [name, side, acts]),
    [
      ['ann', 'seller', 3],
      ['bob', 'seller', 1],
      ['yan', 'bidder', 2],
    ],
  );
  assert.deepEqual(verdict.documents, [
    { name: 'terms.json', acts: ['#3 terms'] },
    { name: 'other.txt', acts: [] },
  ]);
});

test('what was changed, left out, moved, signed by a stranger or by nobody is not believed, and it says where', () => {
  const rehashed = (one: Event): Event => {
    const { digest: _old, ...told } = one;
    return { ...told, digest: sha(canonicalJson(told)) };
  };
  const changes: Record<string, (events: Event[]) => unknown[]> = {
    digest: (events) => events.with(2, { ...events[2], atMs: 7 } as Event),
    order: (events) => events.toSpliced(2, 1),
    signer: (events) => {
      const some = events.slice(0, 2);
      event(some, 'stranger', { act: 'propose', step: 'terms', document: sha('x') });
      return some;
    },
    signature: (events) => {
      const last = events.at(-1);
      assert.ok(last);
      const sig = Buffer.alloc(64, 1).toString('base64');
      const signatures = last.file.signatures.map((one) => ({ ...one, sig }));
      return events.with(-1, rehashed({ ...last, file: { ...last.file, signatures } }));
    },
    malformed: (events) => {
      const last = events.at(-1);
      assert.ok(last);
      const file = { ...last.file, signatures: [] };
      return events.with(-1, rehashed({ ...last, file }));
    },
    owner: (events) => {
      const some = events.slice(0, 3);
      event(some, 'yan', { act: 'done', step: 'takeover', epoch: 2, evidence: sha('t') });
      return some;
    },
  };
  for (const [fault, change] of Object.entries(changes)) {
    const verdict = judged(change(chain()));
    assert.equal(verdict.kind, 'deal-refuted', fault);
    if (verdict.kind === 'deal-refuted') assert.equal(verdict.fault, fault);
  }
  const twice = chain();
  event(twice, 'ann', { act: 'add_bidder', bidder: { id: 'z', ...party('Z', 'gov') } });
  assert.equal(judged(twice).kind, 'deal-refuted', 'nobody has two places');
});

test('a statement of a package counts with signatures of people of the deal alone', () => {
  const body = Buffer.from(
    JSON.stringify({ subject: [{}, {}], predicate: { cell: 'in-abcdefghij', sequence: 0 } }),
  );
  const signedBy = (by: string) => {
    const bytes = Buffer.from(JSON.stringify(envelope(by, 'application/vnd.in-toto+json', body)));
    const verdict = judged(chain(), [{ path: 'statement.json', bytes }]);
    return verdict.kind === 'deal' ? verdict.statements[0] : undefined;
  };
  const good = signedBy('bob');
  assert.deepEqual([good?.signers, good?.bad, good?.bags], [['bob'], 0, 2]);
  const bad = signedBy('stranger');
  assert.deepEqual([bad?.signers, bad?.bad], [[], 1]);
});

test('only a file with events is taken for a record', () => {
  const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  assert.ok(recordIn(bytes({ events: chain() })));
  for (const none of [{ events: [] }, { entries: [] }, [1], 'events'])
    assert.equal(recordIn(bytes(none)), undefined);
});

const ORIGIN = 'in-abcdefghij.example/log';

function ownersKey(name: string) {
  const publicKey = rawOf(keyOf(name));
  return verifierKey(nodeCrypto.sha256, { name: ORIGIN, type: ED25519, publicKey });
}

/** A log with an entry an act, under a checkpoint that this owner signed. */
async function provenBy(owner: string, events: readonly Event[]) {
  const entries = events.map(({ deal, digest }) =>
    Buffer.from(canonicalJson({ facts: { subject: deal, digest } })),
  );
  const edge = new TreeEdge(nodeCrypto.sha256);
  for (const entry of entries) edge.add(entry);
  const size = BigInt(entries.length);
  const text = treeHeadText({ origin: ORIGIN, size, root: edge.root() });
  const { keyId } = ownersKey(owner);
  const signature = sign(null, Buffer.from(text), keyOf(owner));
  const checkpoint = Buffer.from(
    noteText({ text, signatures: [{ name: ORIGIN, keyId, signature }] }),
  );
  const tile = concat(...entries.map((entry) => leafHash(nodeCrypto.sha256, entry)));
  const tree = new TileHashes(nodeCrypto.sha256, size, () => Promise.resolve(tile));
  const proofs: { seq: number; proof: string }[] = [];
  for (const [at, entry] of entries.entries()) {
    const hashes = await tree.inclusion(BigInt(at));
    proofs.push({
      seq: at + 1,
      proof: proofFileText({ index: BigInt(at), entry, hashes, checkpoint }),
    });
  }
  return proofs;
}

test('a deal that changed hands is proven under the next owner’s key, and under nobody else’s', async () => {
  const events = chain();
  const record = { events, proofs: await provenBy('owner-two', events) };
  const [one, two] = ['owner-one', 'owner-two'].map((name) => vkeyOf(ownersKey(name)));
  assert.ok(one !== undefined && two !== undefined);
  for (const keysGiven of [[two], [one, two]]) {
    const verdict = judgeDeal(nodeCrypto, record, [], keysGiven);
    assert.equal(verdict.kind === 'deal' ? verdict.logged : verdict.fault, events.length);
  }
  assert.deepEqual(judgeDeal(nodeCrypto, record, [], [one]), {
    ...{ kind: 'deal-refuted', fault: 'proof', seq: 1 },
  });
  // Each owner's own part, as records of both sides put together have it.
  const both = [
    ...(await provenBy('owner-one', events)).slice(0, 4),
    ...(await provenBy('owner-two', events)).slice(4),
  ];
  const verdict = judgeDeal(nodeCrypto, { events, proofs: both }, [], [one, two]);
  assert.equal(verdict.kind === 'deal' ? verdict.logged : verdict.fault, events.length);
});
