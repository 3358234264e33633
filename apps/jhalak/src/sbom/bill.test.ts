// proves F7 and B9: the bill of materials is valid by the official schema, and says of each model where it was trained.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Ajv } from 'ajv';
import { releaseDigest } from '@jhalak/attestation';
import { HOUSE, measure } from '../attest/measure.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { billOfMaterials } from './bill.ts';
import { checkBill } from './check-bill.ts';
import { lockedPackages } from './lockfile.ts';

const SHARED = process.env['JHALAK_SHARED'] ?? join(HOUSE, '../shared');
const FIXTURES = join(SHARED, 'fixtures/cyclonedx');
const CASES = join(FIXTURES, 'tools/src/test/resources/1.6');

interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  licenses?: unknown[];
  hashes?: { alg: string; content: string }[];
  properties?: { name: string; value: string }[];
  modelCard?: { quantitativeAnalysis?: { performanceMetrics: { value: string }[] } };
}

let text: string;
let bill: { components: Component[] };
before(async () => {
  const found = await measure({ manifests: ALL_MANIFESTS });
  const parts = {
    version: '1.0.0',
    releaseDigest: releaseDigest(found),
    modelDigests: found.models,
    packages: await lockedPackages(HOUSE),
    manifests: ALL_MANIFESTS,
  };
  text = await billOfMaterials(parts);
  assert.equal(await billOfMaterials(parts), text, 'the same checkout gives the same bytes');
  bill = JSON.parse(text) as typeof bill;
});

function propertyOf(component: Component, name: string): string | undefined {
  return component.properties?.find((one) => one.name === `jhalak:${name}`)?.value;
}

test('every part of ours has owner, licence, origin and export class', () => {
  const own = bill.components.filter((one) => one['bom-ref'].startsWith('part:'));
  assert.deepEqual(
    own.map(({ name }) => name).toSorted(),
    ALL_MANIFESTS.map(({ owner }) => owner).toSorted(),
  );
  for (const component of own) {
    assert.equal(component.licenses?.length, 1, component.name);
    for (const name of ['owner', 'origin', 'exportControl', 'handover'])
      assert.ok(propertyOf(component, name), `${component.name} ${name}`);
  }
  const taste = own.find(({ name }) => name === 'taste');
  assert.equal(taste && propertyOf(taste, 'exportControl'), 'CN-056101X-21');
});

test('every model has a card that says what it was made from and where that comes from', () => {
  const models = ALL_MANIFESTS.flatMap((manifest) => manifest.models);
  assert.ok(models.length >= 4);
  for (const { name, files } of models) {
    const component = bill.components.find((one) => one['bom-ref'] === `model:${name}`);
    assert.ok(component?.modelCard, name);
    assert.ok(propertyOf(component, 'dataRegion'), name);
    assert.equal(component.hashes?.length ?? 0, files === undefined ? 0 : 1, name);
  }
});

test('every figure on a card stands on the page that it names', async () => {
  const figures = ALL_MANIFESTS.flatMap(({ models }) => models).flatMap(({ card }) => card.figures);
  assert.ok(figures.length >= 3);
  for (const { value, source } of figures)
    assert.ok(
      (await readFile(join(HOUSE, source), 'utf8')).includes(value),
      `${value} in ${source}`,
    );
});

test('every package of others has a digest and a licence', () => {
  const packages = bill.components.filter((one) => one['bom-ref'].startsWith('pkg:npm/'));
  assert.ok(packages.length > 100, `${packages.length}`);
  assert.deepEqual(
    packages.filter(({ hashes }) => hashes === undefined).map(({ name }) => name),
    [],
  );
  const unlicensed = packages.filter(({ licenses }) => licenses === undefined);
  assert.ok(unlicensed.length <= 3, unlicensed.map(({ name }) => name).join(', '));
  assert.ok(!packages.some(({ name }) => name.startsWith('@jhalak/')));
});

test('the official schema itself takes the bill', async (t) => {
  if (!existsSync(FIXTURES)) {
    t.skip(`NOT RUN: ${FIXTURES} is not here (set JHALAK_SHARED)`);
    return;
  }
  const schema = async (name: string): Promise<object> =>
    JSON.parse(await readFile(join(FIXTURES, `${name}.schema.json`), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
    ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}.schema.json`);
  const validate = ajv.compile(await schema('bom-1.6'));
  assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors?.slice(0, 3)));
  assert.ok(!validate({ ...bill, components: [{ type: 'libary', name: 'x' }] }), 'and can refuse');
});

test('the official valid documents pass the validator that we ship, the invalid ones are refused', async (t) => {
  if (!existsSync(CASES)) {
    t.skip(`NOT RUN: ${CASES} is not here (set JHALAK_SHARED)`);
    return;
  }
  const names = (await readdir(CASES)).filter((name) => name.endsWith('.json'));
  assert.ok(names.length > 40, `${names.length} cases`);
  const surprises: string[] = [];
  for (const name of names) {
    const wrong = await checkBill(await readFile(join(CASES, name), 'utf8'));
    if ((wrong === undefined) !== name.startsWith('valid-'))
      surprises.push(`${name}: ${wrong ?? 'valid'}`);
  }
  assert.deepEqual(surprises, []);
});
