import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comment } from '@jhalak/contracts/comments';
import type { Reply } from '../api/client.ts';
import { PendingComments, type Pending } from './pending.ts';

function stage() {
  const stored = new Map<string, string>();
  const sent: Pending[] = [];
  const answers: Reply<Comment>[] = [];
  let keys = 0;
  const open = () =>
    new PendingComments({
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key),
      },
      nowMs: () => 1_000,
      newKey: () => `key-${(keys += 1)}`,
      send: async (one) => {
        sent.push(one);
        return answers.shift() ?? { kind: 'ok', status: 201, value: {} as Comment };
      },
    });
  return { stored, sent, answers, open };
}

const SAID = { videoId: 'clip', parentId: null, text: 'hello' };

test('what could not be sent waits over a reload and is sent under the same key, in order', async () => {
  const { stored, sent, answers, open } = stage();
  answers.push({ kind: 'offline' }, { kind: 'offline' });
  const before = open();
  assert.deepEqual(await before.say(SAID), { kind: 'offline' });
  await before.say({ ...SAID, text: 'second' });
  const after = open();
  assert.deepEqual(
    after.waiting.get().map(({ text }) => text),
    ['hello', 'second'],
  );
  const arrived: string[] = [];
  await after.sendAll((_comment, key) => arrived.push(key));
  assert.deepEqual(arrived, ['key-1', 'key-2']);
  assert.deepEqual(
    sent.map(({ key }) => key),
    ['key-1', 'key-2', 'key-1', 'key-2'],
  );
  assert.deepEqual([after.waiting.get(), stored.size], [[], 0]);
});

test('a refusal is told and not sent again; a cell that is moving is waited for', async () => {
  const { sent, answers, open } = stage();
  const refused: Reply<Comment> = {
    ...{ kind: 'problem', status: 403, code: 'comment.closed', detail: '' },
  };
  answers.push(refused, { kind: 'problem', status: 503, code: 'cell.frozen', detail: '' });
  const pending = open();
  assert.deepEqual(await pending.say(SAID), refused);
  assert.deepEqual(pending.waiting.get(), []);
  assert.deepEqual(await pending.say(SAID), { kind: 'offline' });
  await Promise.all([pending.sendAll(), pending.sendAll()]);
  assert.equal(sent.length, 3, 'once for both');
});
