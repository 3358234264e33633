// A cell ends for good with nobody who goes on: its own log tells it to the end, and nothing of anybody is left.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { messageOf } from '@jhalak/kernel';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { openAct } from '../src/deal/deal.fixture.ts';
import { DEAL, onCell, RealDeal } from './real-deal.fixture.ts';

/** What people are told at least: more than a busy machine takes from the closing to the first try to end. */
const NOTICE_MS = 15_000;

/** @returns until when people have time, as who ends it too early is told. */
async function deadlineOf(early: Promise<unknown>): Promise<number> {
  const error: unknown = await early.then(
    () => assert.fail('it ended before its deadline'),
    (reason: unknown) => reason,
  );
  const [, told = ''] = /People have until (\S+) to/.exec(messageOf(error)) ?? [];
  assert.notEqual(told, '', messageOf(error));
  return Date.parse(told);
}

test('a wind-down by commands: closed, ended, destroyed with a kill in the middle, proven, and told in one log', async () => {
  const policy = { ...openAct().policy, noticeMinMs: NOTICE_MS };
  const deal = await RealDeal.open('wind_down', { policy });
  try {
    const person = '01890000-0000-7000-8000-0000000000aa';
    await onCell(deal.settings, async (cell) => {
      await cell.parts.keys.ensure(person);
      await cell.parts.blobs.putBytes('sources/one', Buffer.from('a clip of somebody'));
      const { digest, tags } = await cell.handover.keepInventory([]);
      await deal.post(cell, 'seller-a', { act: 'inventory', inventory: digest, tags });
    });
    const first = await onCell(deal.settings, async (cell) => await cell.border.vkey());
    const people = ['seller-a', 'seller-b', 'region-a', 'region-b'];
    await deal.agree('seal', '06', 'We close on the day that the notice says.', people);
    const [frozen] = await deal.carry('freeze');
    assert.equal(frozen?.kind, 'done');
    const deadlineMs = await deadlineOf(deal.carry('fence'));
    await assert.rejects(deal.carry('wind_down'), /waits for fence/);
    // Stopped when its end is in the rows and not in the public files: the same command writes them too.
    const watch = (_step: string, point: string): void => {
      if (point === 'logged') throw new Error('stopped at logged');
    };
    // @waits: the deadline that people were told, by the machine's own clock
    await wait(Math.max(0, deadlineMs - Date.now()));
    await assert.rejects(deal.carry('fence', 'seller-a', { watch }), /stopped at logged/);
    const published = async () => await readFile(join(deal.home, 'log', 'checkpoint'), 'utf8');
    const before = await published();
    assert.equal((await deal.carry('fence'))[0]?.kind, 'already');
    assert.notEqual(await published(), before, 'its last word is public');
    assert.ok(existsSync(join(deal.home, 'blobs')));

    // Killed when the keys are gone and nothing else is.
    const program = new URL('destroyer.fixture.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [program, deal.home, DEAL, 'keys'], { stdio: 'inherit' });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    const [destroyed] = await deal.carry('wind_down');
    assert.equal(destroyed?.kind, 'done');
    const facts = destroyed?.evidence?.facts as {
      destroyed: { personKeys: number };
      notProven: string[];
    };
    assert.equal(facts.destroyed.personKeys, 3);
    assert.ok(facts.notProven.some((sentence) => sentence.includes('outside')));
    assert.equal((await deal.carry('wind_down'))[0]?.kind, 'already');
    assert.equal((await deal.carry('proof'))[0]?.kind, 'done');
    await onCell(deal.settings, async (cell) => {
      const kept = await cell.handover.kept(DEAL);
      assert.equal(kept?.state.step, 'closed');
      const standing = await cell.standing.look();
      assert.deepEqual([standing.state, standing.why], ['ended', 'wind_down']);
      assert.equal((await cell.parts.keys.standings([person])).size, 0);
      await assert.rejects(
        cell.parts.database.query({ name: 'test.write', text: 'DELETE FROM persons' }),
        { code: 'cell.frozen' },
      );
    });
    // One log from the first entry to the proof, followed from the owner's own key.
    const log = parseVkey(nodeCrypto.sha256, first);
    const files = {
      read: async (path: string) =>
        await readFile(join(deal.home, 'log', path)).catch(() => undefined),
    };
    const { checkpoint, owners } = await verifyLog(nodeCrypto, files, { log });
    assert.equal(owners.length, 2, 'the owner, and the record');
    assert.ok(checkpoint.size > 8n);
    assert.equal(existsSync(join(deal.home, 'handover', DEAL, 'record.own')), false);
  } finally {
    await deal.close();
  }
});
