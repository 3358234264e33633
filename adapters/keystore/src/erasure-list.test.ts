// Claims about old copies of the keys: how old they may be, and that no copy brings back who was erased since.

import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DAY_MS } from '@jhalak/kernel';
import { exported, failure, keystoreTest } from './keystore.fixture.ts';

keystoreTest('an older backup with the list of erasures brings nobody back', async (bench) => {
  const { ids, clock, erasureListFile: list } = bench;
  const url = await bench.database();
  const [keys, other] = [await bench.open(url, { list }), await bench.open(url, { list })];
  const people = Array.from({ length: 30 }, () => ids.next());
  await Promise.all(people.map((person) => keys.ensure(person)));
  const sealed = await Promise.all(
    people.map((person) => keys.seal(person, 'content', 'a.b', Buffer.from('mine'))),
  );
  const until = { untilMs: clock.nowMs() + 180 * DAY_MS, reason: 'a.test' };
  const holds = [
    await keys.holds.begin({ holdClass: 'hold', ...until }),
    await keys.holds.begin({ holdClass: 'hold', ...until }),
  ];
  const [ended = '', held = ''] = holds;
  const kept = await keys.holds.seal(ended, 'a.b', Buffer.from('held'));
  const keptLonger = await keys.holds.seal(held, 'a.b', Buffer.from('held'));
  const yesterday = (await exported(keys)).lines.join('\n');
  clock.advance(DAY_MS);
  await Promise.all(
    people.slice(0, 20).map((person, index) => (index % 2 === 0 ? keys : other).destroy(person)),
  );
  await keys.holds.end(ended);

  const restored = await bench.open(await bench.database());
  await restored.importKeys(Readable.from(yesterday));
  assert.equal(
    (await restored.open(people[0] ?? '', 'content', 'a.b', sealed[0] ?? kept))?.toString(),
    'mine',
    'without the list they are back',
  );
  assert.equal(await restored.applyErasureList(list), 21);
  assert.equal(await restored.applyErasureList(list), 0);
  for (const [index, person] of people.entries()) {
    const opened = await restored.open(person, 'content', 'a.b', sealed[index] ?? kept);
    assert.equal(opened?.toString(), index < 20 ? undefined : 'mine');
  }
  assert.equal(await restored.holds.open(ended, 'a.b', kept), undefined);
  assert.equal((await restored.holds.open(held, 'a.b', keptLonger))?.toString(), 'held');
});

keystoreTest(
  'the list is written again when it was lost, goes on after a torn line, and trusts only its cell',
  async (bench) => {
    const { ids, erasureListFile: list } = bench;
    const url = await bench.database();
    const keys = await bench.open(url, { list });
    const erase = async (): Promise<void> => {
      const person = ids.next();
      await keys.ensure(person);
      await keys.destroy(person);
    };
    const lines = async (): Promise<string[]> =>
      (await readFile(list, 'utf8')).trimEnd().split('\n');
    await erase();
    await erase();
    const before = await lines();
    assert.equal(before.length, 2);
    await rm(list);
    await erase();
    assert.deepEqual((await lines()).slice(0, 2), before);
    assert.equal((await lines()).length, 3);
    await appendFile(list, 'person 0198');
    await erase();
    assert.equal((await lines()).length, 5);
    const restored = await bench.open(await bench.database());
    await restored.importKeys(Readable.from((await exported(keys)).lines.join('\n')));
    assert.equal(await restored.applyErasureList(list), 0, 'the backup knew them all');
    const text = await readFile(list, 'utf8');
    const digit = text[20] === '0' ? '1' : '0';
    await writeFile(list, text.slice(0, 20) + digit + text.slice(21));
    await assert.rejects(
      restored.applyErasureList(list),
      failure('keystore.list_refused', /was changed, or written by another cell/),
    );
    const stranger = await bench.open(await bench.database());
    await writeFile(list, text);
    await assert.rejects(stranger.applyErasureList(list), failure('keystore.list_refused', /./));
  },
);

keystoreTest(
  'a key backup older than seven days is refused, and taken only on purpose',
  async (bench) => {
    const keys = await bench.open(await bench.database());
    const person = bench.ids.next();
    await keys.ensure(person);
    const hold = await keys.holds.begin({
      ...{ holdClass: 'hold', reason: 'a.test', untilMs: bench.clock.nowMs() + 7 * DAY_MS },
    });
    const held = await keys.holds.seal(hold, 'a.b', Buffer.from('held'));
    const backup = (await exported(keys)).lines.join('\n');
    const restored = await bench.open(await bench.database());
    bench.clock.advance(7 * DAY_MS + 1);
    await assert.rejects(
      restored.importKeys(Readable.from(backup)),
      failure('keystore.backup_old', /7 days old, and keys are kept for 7 days at most/),
    );
    assert.equal((await restored.standings([person])).size, 0);
    await restored.importKeys(Readable.from(backup), { acceptOld: true });
    assert.equal((await restored.standings([person])).get(person), 'live');
    assert.equal(await restored.holds.open(hold, 'a.b', held), undefined, 'its time is over');
  },
);
