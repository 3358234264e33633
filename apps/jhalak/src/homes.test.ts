import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommandError } from './command.ts';
import { addHome, homeOf, homesOf, isRunning, keepHomes, newHome } from './homes.ts';
import { loadSettings } from './settings.ts';

test('an added cell has a home and a port of its own, and is known by its id until it is removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-homes-'));
  try {
    const { settings } = loadSettings({}, { home: join(folder, 'first'), region: 'sg' });
    const one = await newHome(settings, 'one', undefined);
    await addHome(settings.home, { ...one, cellId: 'sg-aaaaaaaaaa' });
    const two = await newHome(settings, 'two', undefined);
    await addHome(settings.home, { ...two, cellId: 'sg-bbbbbbbbbb' });
    assert.equal(new Set([settings.port, one.port, two.port]).size, 3);
    // What a start of that home reads.
    const own = loadSettings({}, { home: one.home }).settings;
    assert.deepEqual([own.region, own.port], ['sg', one.port]);
    assert.equal((await homeOf(settings.home, 'two')).cellId, 'sg-bbbbbbbbbb');
    assert.equal(isRunning(one.home), false);
    await keepHomes(
      settings.home,
      (await homesOf(settings.home)).filter(({ id }) => id !== 'one'),
    );
    await assert.rejects(homeOf(settings.home, 'one'), CommandError);
    assert.equal(JSON.parse(readFileSync(join(settings.home, 'cells.json'), 'utf8')).length, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an id that is none, one that is taken and a port of another cell are refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-homes-'));
  try {
    const { settings } = loadSettings({}, { home: join(folder, 'first') });
    const one = await newHome(settings, 'one', 9_999);
    await addHome(settings.home, { ...one, cellId: 'in-aaaaaaaaaa' });
    for (const id of ['one', '../one', 'One', '', 'a b', 'x'.repeat(30)]) {
      await assert.rejects(newHome(settings, id, undefined), CommandError, id);
    }
    await assert.rejects(newHome(settings, 'two', 9_999), CommandError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
