// proves B6: only what was signed, added and is newest runs where attestation is required; elsewhere every change is on record.

import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  rawKeyOf,
  releaseDigest,
  signEnvelope,
  statementOf,
  unsignedEnvelope,
  type Attestation,
  type Measured,
  type Verdict,
} from '@jhalak/attestation';
import type { AttestationCard } from '@jhalak/contracts/attestation';
import { startCell, type TestCell } from '@jhalak/testing';

const sha = (digit: string): string => digit.repeat(64);

const PROGRAM: Measured = {
  version: '1.0.0',
  node: 'v24.0.0',
  files: { 'core/a.ts': sha('a'), 'features/b.ts': sha('b') },
  web: sha('c'),
  models: { 'stories.lexicon': sha('d') },
};

interface Signer {
  key: KeyObject;
  keyId: string;
}

let cell: TestCell;
let attestation: Attestation;
let signers: Signer[];
before(async () => {
  cell = await startCell();
  attestation = cell.cell.attestation;
});
after(async () => {
  await cell.close();
});

async function newSigner(name: string): Promise<Signer> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { keyId } = await attestation.addSigner({
    name,
    publicKey: rawKeyOf(publicKey),
    by: 'test',
  });
  return { key: privateKey, keyId };
}

function signed(program: Measured, number: number, by: readonly Signer[], cleared = {}): string {
  const payload = Buffer.from(JSON.stringify(statementOf(program, number, cleared)));
  const envelope = by.reduce((held, { key }) => signEnvelope(held, key), unsignedEnvelope(payload));
  return JSON.stringify(envelope);
}

async function refusal(program: Measured): Promise<string> {
  const verdict = await attestation.attest(program, 'required');
  assert.equal(verdict.kind, 'refused');
  return verdict.kind === 'refused' ? verdict.reason : '';
}

async function said(
  act: string,
): Promise<{ digest?: string; codes?: string[]; counts?: object }[]> {
  const rows = await cell.parts.database.query<{ leaf: string }>(
    {
      name: 'test.said',
      text: 'SELECT leaf FROM border_entries WHERE leaf LIKE $1 ORDER BY at_ms, entry_id',
    },
    [`%"${act}"%`],
  );
  return rows.map(({ leaf }) => (JSON.parse(leaf) as { facts: object }).facts);
}

test('recorded: whatever runs starts, and each change of program or model is in the public log once', async () => {
  const before = (await said('attestation.started')).length;
  for (let start = 0; start < 3; start += 1)
    assert.deepEqual(await attestation.attest(PROGRAM, 'recorded'), {
      kind: 'ok',
      number: undefined,
    });
  assert.equal((await said('attestation.started')).length, before + 1);
  cell.parts.clock.advance(1_000);
  const other = { ...PROGRAM, models: { 'stories.lexicon': sha('e') } };
  await attestation.attest(other, 'recorded');
  const models = await said('attestation.model_started');
  assert.deepEqual(
    models.slice(-1).map(({ digest, codes }) => [digest, codes]),
    [[sha('e'), ['stories.lexicon']]],
  );
  const card = await cell.api<AttestationCard>('GET', '/v1/attestation');
  assert.equal(card.body.running?.digest, releaseDigest(PROGRAM));
  assert.deepEqual(card.body.running?.models, other.models);
});

test('required: nothing runs before a signed release was added', async () => {
  const refusals = (await said('attestation.refused')).length;
  assert.equal(await refusal(PROGRAM), 'nothing_added');
  assert.equal(
    (await said('attestation.refused')).length,
    refusals + 1,
    'the refusal is on record',
  );
});

test('a release needs signatures of two listed people, and a number above all earlier ones', async () => {
  signers = [await newSigner('asha'), await newSigner('binod')];
  const stranger = { key: generateKeyPairSync('ed25519').privateKey, keyId: '' };
  const [one] = signers;
  assert.ok(one);
  for (const by of [[], [one], [one, one], [one, stranger]])
    await assert.rejects(attestation.add(signed(PROGRAM, 1, by), 'test'), /Of 2 signatures/);
  const added = await attestation.add(signed(PROGRAM, 5, signers), 'test');
  assert.deepEqual(added.signedBy.toSorted(), ['asha', 'binod']);
  await assert.rejects(attestation.add(signed(PROGRAM, 5, signers), 'test'), /not above 5/);
  await assert.rejects(attestation.add(signed(PROGRAM, 4, signers), 'test'), /not above 5/);
  assert.deepEqual(
    (await said('attestation.release_added')).map(({ digest, counts }) => [digest, counts]),
    [[releaseDigest(PROGRAM), { signatures: 2, number: 5 }]],
  );
  assert.equal((await said('attestation.model_added')).length, 1);
});

test('required: exactly the added release runs; one changed byte of file, model, web app or Node is refused', async () => {
  assert.deepEqual(await attestation.attest(PROGRAM, 'required'), { kind: 'ok', number: 5 });
  const changed: readonly [string, Measured][] = [
    ['file_changed', { ...PROGRAM, files: { ...PROGRAM.files, 'core/a.ts': sha('f') } }],
    ['file_changed', { ...PROGRAM, files: { ...PROGRAM.files, 'core/more.ts': sha('f') } }],
    ['file_changed', { ...PROGRAM, files: { 'core/a.ts': sha('a') } }],
    ['model_changed', { ...PROGRAM, models: { 'stories.lexicon': sha('f') } }],
    ['model_changed', { ...PROGRAM, models: {} }],
    ['web_changed', { ...PROGRAM, web: sha('f') }],
    ['node_changed', { ...PROGRAM, node: 'v24.0.1' }],
  ];
  for (const [reason, program] of changed) assert.equal(await refusal(program), reason);
  const verdict: Verdict = await attestation.attest(
    { ...PROGRAM, files: { ...PROGRAM.files, 'core/a.ts': sha('f') } },
    'required',
  );
  assert.match(
    verdict.kind === 'refused' ? verdict.sentence : '',
    /core\/a\.ts is not as in release 5\. Install/,
  );
  const { web: _, ...headless } = PROGRAM;
  assert.equal(
    (await attestation.attest(headless, 'required')).kind,
    'ok',
    'a worker serves no web app',
  );
});

test('required: after a newer release has run, an older one is refused', async () => {
  const newer = { ...PROGRAM, files: { 'core/a.ts': sha('9') } };
  await attestation.add(signed(newer, 6, signers), 'test');
  assert.equal(
    (await attestation.attest(PROGRAM, 'required')).kind,
    'ok',
    'not while it only lies there',
  );
  cell.parts.clock.advance(1_000);
  assert.deepEqual(await attestation.attest(newer, 'required'), { kind: 'ok', number: 6 });
  assert.equal(await refusal(PROGRAM), 'older');
  assert.deepEqual((await said('attestation.refused')).at(-1)?.codes, ['older']);
});

test('required: a row that somebody wrote beside the log, or changed, is refused', async () => {
  const forged = { ...PROGRAM, files: { 'core/a.ts': sha('8') } };
  const write = async (number: number, envelope: string): Promise<void> =>
    void (await cell.parts.database.query(
      {
        name: 'test.forge',
        text: `INSERT INTO attest_releases (release_id, digest, number, version, envelope, entry_id, added_by, added_at_ms)
          VALUES ($1, $2, $3, '1', $4, $1, 'x', 0)`,
      },
      [cell.parts.ids.next(), sha('8'), number, envelope],
    ));
  await write(7, signed(forged, 7, []));
  assert.equal(await refusal(forged), 'too_few_signatures');
  const other = { ...forged, node: 'v24.0.2' };
  await write(8, signed(other, 8, signers));
  assert.equal(await refusal(other), 'not_in_log');
});

test('a signer who was ended signs no more, and their old signatures count no more', async () => {
  const third = await newSigner('charu');
  const program = { ...PROGRAM, files: { 'core/a.ts': sha('7') } };
  const [one] = signers;
  assert.ok(one);
  await attestation.add(signed(program, 9, [one, third]), 'test');
  assert.equal((await attestation.attest(program, 'required')).kind, 'ok');
  assert.equal(await attestation.endSigner(third.keyId, 'test'), true);
  assert.equal(await attestation.endSigner(third.keyId, 'test'), false);
  assert.equal(await refusal(program), 'too_few_signatures');
  assert.equal(
    (await attestation.attest(program, 'recorded')).kind,
    'ok',
    'recorded refuses nothing',
  );
});

test('a model from another region is let in only by a signed release that names its digest', async () => {
  const digest = sha('6');
  assert.equal(await attestation.isCleared('taste.co-visitation', digest), false);
  await attestation.add(signed(PROGRAM, 10, signers, { 'taste.co-visitation': digest }), 'test');
  assert.equal(await attestation.isCleared('taste.co-visitation', digest), true);
  assert.equal(await attestation.isCleared('taste.co-visitation', sha('5')), false);
  assert.equal(await attestation.isCleared('feed.weights', digest), false);
  assert.equal((await said('attestation.model_cleared')).length, 1);
});

test('a statement whose digest is not that of its own list is refused', async () => {
  const statement = statementOf(PROGRAM, 11);
  const lying = { ...statement, predicate: { ...statement.predicate, files: {} } };
  const payload = Buffer.from(JSON.stringify(lying));
  const envelope = signers.reduce(
    (held, { key }) => signEnvelope(held, key),
    unsignedEnvelope(payload),
  );
  await assert.rejects(attestation.add(JSON.stringify(envelope), 'test'), /not that of its list/);
});
