import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Inventory, InventoryItem } from '@jhalak/contracts/handover';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
let token: string;
before(async () => {
  cell = await startCell();
  const operator = await cell.account('operator_one');
  await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  token = operator.token;
  const maker = await cell.account('maker_one');
  await cell.publish({ personId: maker.personId });
  await cell.drain();
});
after(async () => {
  await cell.close();
});

function item(inventory: Inventory, kind: string, name: string): InventoryItem {
  const found = inventory.items.find((one) => one.kind === kind && one.name === name);
  assert.ok(found, `${kind} ${name} is not there`);
  return found;
}

async function execute(text: string): Promise<void> {
  await cell.parts.database.query({ name: `test.${text.slice(0, 40)}`, text });
}

test('two inventories of an unchanged cell are the same bytes, and its route gives them to operators', async () => {
  const first = await cell.cell.handover.inventory();
  const second = await cell.cell.handover.inventory();
  assert.equal(JSON.stringify(first), JSON.stringify(second));
  const reply = await cell.api<Inventory>('GET', '/v1/handover/inventory', { token });
  assert.equal(reply.status, 200);
  assert.equal(reply.body.items.length, first.items.length);
});

test('everything on a manifest is in the inventory, with what it really counts', async () => {
  const inventory = await cell.cell.handover.inventory();
  for (const manifest of cell.cell.manifests) {
    for (const { name } of manifest.tables) item(inventory, 'table', name);
    for (const { name } of manifest.streams) item(inventory, 'stream', name);
    for (const { prefix } of manifest.blobs) item(inventory, 'blobs', prefix);
    for (const { name } of manifest.models) item(inventory, 'model', name);
    for (const { name } of manifest.caches) item(inventory, 'cache', name);
    item(inventory, 'component', manifest.owner);
  }
  assert.equal(item(inventory, 'table', 'videos').count, 1);
  assert.equal(item(inventory, 'keys', 'person.profile').count, 2);
  assert.equal(item(inventory, 'stream', 'videos.video').count, 1);
  assert.ok((item(inventory, 'blobs', 'renditions').bytes ?? 0) > 0);
  assert.match(item(inventory, 'component', 'pg@8.23.1').licence, /MIT/);
});

test('what learned is withheld and tagged, what people made goes without a tag', async () => {
  const inventory = await cell.cell.handover.inventory();
  const learned = inventory.items.filter(({ mode }) => mode === 'withhold_and_retrain');
  assert.ok(learned.length > 0);
  for (const { name, exportControl, why } of learned) {
    assert.equal(exportControl, 'CN-056101X-21', name);
    assert.ok(why, name);
  }
  const { mode, exportControl } = item(inventory, 'table', 'videos');
  assert.deepEqual([mode, exportControl], ['transfer', 'none']);
  for (const { name, mode: how, why } of inventory.items)
    if (how !== 'transfer') assert.ok(why, `${name} stays without a reason`);
});

test('one changed value changes exactly the digests of what it stands in', async () => {
  const before = await cell.cell.handover.inventory();
  await execute(`UPDATE persons SET display_name = 'changed' WHERE handle = 'maker_one'`);
  const now = await cell.cell.handover.inventory();
  const changed = now.items.filter((one, at) => one.digest !== before.items[at]?.digest);
  assert.deepEqual(
    changed.map(({ name }) => name),
    ['persons'],
  );
  assert.notEqual(now.digest, before.digest);
});

test('files are told by their bytes when asked for', async () => {
  const names = await cell.cell.handover.inventory();
  const content = await cell.cell.handover.inventory({ content: true });
  const [a, b] = [item(names, 'blobs', 'renditions'), item(content, 'blobs', 'renditions')];
  assert.deepEqual([a.digestOf, b.digestOf], ['names_and_sizes', 'names_and_bytes']);
  assert.notEqual(a.digest, b.digest);
  assert.equal(a.bytes, b.bytes);
});

test('a running clock is counted until it is met', async () => {
  const legal = await cell.account('legal_one');
  await cell.cell.accounts.grantRole({ personId: legal.personId, role: 'legal_officer' });
  const reply = await cell.api('POST', '/v1/orders', {
    token: legal.token,
    body: {
      authority: 'Ministry of Tests',
      law: 's69a',
      reference: 'T/1',
      text: 'Block it.',
      interim: false,
      emergency: false,
      confidential: true,
      receivedAtMs: cell.parts.clock.nowMs(),
      targets: [{ kind: 'app' }],
    },
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const inventory = await cell.cell.handover.inventory();
  assert.equal(item(inventory, 'order', 's69a/entered').count, 1);
  assert.equal(item(inventory, 'clock', 'orders.acknowledge').count, 1);
  assert.equal(item(inventory, 'clock', 'orders.execute').count, 1);
  assert.equal(item(inventory, 'clock', 'orders.confirm').count, 0);
});

test('a table, a stream and a file on no manifest fail, by name', async () => {
  const refused = (name: RegExp) =>
    assert.rejects(cell.cell.handover.inventory(), (error: Error & { code?: string }) => {
      assert.match(error.message, name);
      return error.code === 'handover.unlisted';
    });
  await execute('CREATE TABLE smuggled (one int PRIMARY KEY)');
  await refused(/smuggled/);
  await execute('DROP TABLE smuggled');
  await cell.parts.database.transaction(async (tx) => {
    await cell.parts.journal.append(tx, [
      { stream: 'nobody.knows', key: 'k', type: 'seen', facts: {} },
    ]);
  });
  await refused(/nobody\.knows/);
  await execute(`DELETE FROM journal WHERE stream = 'nobody.knows'`);
  await cell.parts.blobs.putBytes('hidden/file', Buffer.from('x'));
  await refused(/hidden\/file/);
  await cell.parts.blobs.delete('hidden/file');
  await cell.cell.handover.inventory();
});
