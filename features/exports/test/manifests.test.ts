// What is kept about people against what their archive tells of it: a new feature joins by registering, or fails here.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defineManifest } from '@jhalak/contracts';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { startCell, type TestCell } from '@jhalak/testing';
import { exportPlan, unsaid } from '../src/index.ts';
import { PAGE_TEXTS } from '../src/texts/texts.ts';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => await cell.close());

test('every table, stream and blob about people is told in the archive, or left out with a reason', () => {
  const { manifests } = cell.cell;
  assert.deepEqual(unsaid(manifests), []);
  const plan = exportPlan(manifests);
  assert.ok(plan.files.length > 20, `only ${plan.files.length} files`);
  for (const { name, why } of plan.leftOut) assert.ok(why.length > 10, name);
  const subjects = manifests.flatMap(({ tables }) =>
    tables.filter(({ subject }) => subject !== undefined),
  );
  const told = new Set(plan.files.flatMap((one) => (one.from === 'table' ? [one.table.name] : [])));
  const left = new Set(plan.leftOut.map(({ name }) => name));
  for (const { name } of subjects)
    assert.notEqual(
      told.has(name),
      left.has(`table ${name}`),
      `${name} is told once or left out once`,
    );
});

test('a feature that says nothing of what it keeps about people is named, and no archive is planned', () => {
  const kept = {
    retention: { kind: 'rebuildable' },
    erasure: 'delete',
    handover: 'transfer',
  } as const;
  const silent = defineManifest({
    owner: 'silent',
    tables: [{ name: 'silent_rows', class: 'personal', subject: 'person_id', ...kept }],
    streams: [{ name: 'silent.event', class: 'personal', encrypted: true, ...kept }],
    blobs: [{ prefix: 'silent', class: 'public', ...kept }],
  });
  const found = ['table silent_rows', 'events silent.event', 'files silent'];
  assert.deepEqual(unsaid([silent]), found);
  assert.throws(() => exportPlan([...cell.cell.manifests, silent]), /silent_rows/);
});

test('every column of a told table is told, or left out with a reason; the region and the subject stand in the profile', async () => {
  const rows = await cell.parts.database.query<{ table_name: string; column_name: string }>({
    name: 'test.told_columns',
    text: `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`,
  });
  let columns = 0;
  for (const planned of exportPlan(cell.cell.manifests).files) {
    if (planned.from !== 'table') continue;
    const { table, told } = planned;
    const live = rows.filter((row) => row.table_name === table.name).map((row) => row.column_name);
    const said = [...Object.keys(told.fields), ...Object.keys(told.without ?? {})];
    assert.equal(new Set(said).size, said.length, `${table.name} says something twice`);
    assert.deepEqual(
      live.filter((name) => !said.includes(name) && name !== 'region' && name !== table.subject),
      [],
      `${table.name} has columns that nobody decided on`,
    );
    assert.deepEqual(
      said.filter((name) => !live.includes(name)),
      [],
      `${table.name} tells of nothing`,
    );
    for (const name of table.encrypted ?? [])
      assert.ok(told.without?.[name] ?? told.opens?.[name], `${table.name}.${name} is told sealed`);
    columns += live.length;
  }
  assert.ok(columns > 150, `only ${columns} columns were looked at`);
});

test('no name of a secret is told', () => {
  for (const planned of exportPlan(cell.cell.manifests).files) {
    const told = planned.from === 'table' ? [planned.told] : [...planned.streams.values()];
    for (const name of told.flatMap(({ fields }) => Object.keys(fields))) {
      const opened = told.some(({ opens }) => opens?.[name] !== undefined);
      assert.ok(
        opened || !/hash|secret|token|salt|sealed|key/i.test(name),
        `${planned.file}: ${name}`,
      );
    }
  }
});

test('the page names every file in every language of the interface, and no file that is not there', () => {
  const files = exportPlan(cell.cell.manifests).files.map(({ file }) => file);
  for (const language of INTERFACE_LANGUAGES)
    assert.deepEqual(
      Object.keys(PAGE_TEXTS[language].files).toSorted(),
      files.toSorted(),
      language,
    );
});
