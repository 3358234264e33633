import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comment } from '@jhalak/contracts/comments';
import type { Reply } from '../api/client.ts';
import { PendingComments, type Pending } from './pending.ts';

function stage() {
  const stored = new Map<string, string>();
  const sent: Pending[] = [];
  const answers: Reply<Comment>[] = [];
  /** Keys of what was left to be sent while no page is open. */
  const later: string[] = [];
  /** What happens while one is sent. */
  const during: (() => void)[] = [];
  let keys = 0;
  let person: string | undefined = 'asha';
  const open = () =>
    new PendingComments({
      who: () => person,
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key),
      },
      nowMs: () => 1_000,
      newKey: () => `key-${(keys += 1)}`,
      waits: async ({ key }) => void (await Promise.resolve(later.push(key))),
      send: async (one) => {
        sent.push(one);
        during.shift()?.();
        return answers.shift() ?? { kind: 'ok', status: 201, value: {} as Comment };
      },
    });
  const is = (other: string | undefined): void => {
    person = other;
  };
  return { stored, sent, answers, later, during, open, is };
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

test('what one person wrote is sent in nobody else’s name, and a sign-out leaves nothing of it', async () => {
  const { stored, sent, answers, open, is } = stage();
  answers.push({ kind: 'offline' });
  const pending = open();
  await pending.say(SAID);
  for (const other of ['ravi', undefined]) {
    is(other);
    await open().sendAll();
  }
  assert.equal(sent.length, 1, 'only as it was written');
  is('asha');
  await open().sendAll();
  assert.deepEqual([sent.length, stored.size], [2, 0]);
  answers.push({ kind: 'offline' });
  await pending.say(SAID);
  pending.clear();
  assert.deepEqual([pending.waiting.get(), stored.size], [[], 0]);
});

test('what was written offline waits out too many at once and a sign-in that is over; nothing of it is lost', async () => {
  const { answers, open } = stage();
  answers.push({ kind: 'offline' }, { kind: 'offline' }, { kind: 'offline' });
  const pending = open();
  for (const text of ['one', 'two', 'three']) await pending.say({ ...SAID, text });
  const many: Reply<Comment> = {
    ...{ kind: 'problem', status: 429, code: 'comment.too_many', detail: '' },
  };
  answers.push({ kind: 'ok', status: 201, value: {} as Comment }, many);
  await pending.sendAll();
  const texts = () => pending.waiting.get().map(({ text }) => text);
  assert.deepEqual(texts(), ['two', 'three']);
  answers.push({ kind: 'problem', status: 401, code: 'auth.required', detail: '' });
  await pending.sendAll();
  assert.deepEqual(texts(), ['two', 'three']);
  answers.push(many);
  assert.deepEqual(await pending.say({ ...SAID, text: 'now' }), many, 'told to who looks');
  assert.deepEqual(texts(), ['two', 'three']);
});

test('two tabs lose no comment that waits, whichever wrote last', async () => {
  const { stored, answers, open } = stage();
  answers.push({ kind: 'offline' }, { kind: 'offline' }, { kind: 'offline' });
  const [one, other] = [open(), open()];
  await one.say({ ...SAID, text: 'from one' });
  await other.say({ ...SAID, text: 'from the other' });
  await one.say({ ...SAID, text: 'and again' });
  const kept = JSON.parse(stored.get('jhalak.comments') ?? '[]') as Pending[];
  assert.deepEqual(
    kept.map(({ text }) => text),
    ['from one', 'from the other', 'and again'],
  );
  other.look();
  assert.equal(other.waiting.get().length, 3);
  other.drop('key-1');
  one.drop('key-2');
  assert.deepEqual(
    open()
      .waiting.get()
      .map(({ key }) => key),
    ['key-3'],
  );
});

test('a comment that is taken back while others are sent is not said; a sign-out leaves nothing for later', async () => {
  const { sent, answers, later, during, open } = stage();
  answers.push({ kind: 'offline' }, { kind: 'offline' });
  const pending = open();
  await pending.say(SAID);
  await pending.say({ ...SAID, text: 'second' });
  const [, second] = pending.waiting.get();
  during.push(() => pending.drop(second?.key ?? ''));
  await pending.sendAll();
  assert.deepEqual(
    sent.map(({ text }) => text),
    ['hello', 'second', 'hello'],
  );
  assert.equal(later.length, 2);
  during.push(() => pending.clear());
  answers.push({ kind: 'offline' });
  await pending.say(SAID);
  assert.equal(later.length, 2);
});
