// Claims about packing a cell: everything that goes, nothing else, as of one moment.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyPackage } from '@jhalak/bags';
import { fillCell, openBackupBench, type BackupBench } from '../../backup/backup.fixture.ts';
import {
  contentOf,
  newSet,
  newSigner,
  packSourceOf,
  signSet,
  type PackageSet,
} from './pack.fixture.ts';
import { assertSameRows, dumpOf } from './dump.fixture.ts';

let bench: BackupBench;
before(async () => {
  bench = await openBackupBench();
  await fillCell(bench);
});
after(() => bench.close());

const setIn = (name: string): PackageSet =>
  newSet(packSourceOf(bench.source), join(bench.folder, name));

test('a base holds every row that goes, and is what its signers signed', async () => {
  const set = setIn('whole');
  const part = await set.base();
  const seller = newSigner('seller');
  await signSet(set, [seller]);
  const verdict = await verifyPackage(part.folder, {
    signers: [seller.listed],
    packageKey: set.packageKey,
  });
  assert.equal(verdict.kind, 'valid', JSON.stringify(verdict));
  const content = await contentOf(set);
  assertSameRows(content, await dumpOf(bench.source));
  assert.ok(content.size > 20, `${content.size} tables with rows`);
});
