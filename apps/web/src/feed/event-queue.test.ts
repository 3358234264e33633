import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EVENTS_PER_BATCH_MAX, type PlayerEvent } from '@jhalak/contracts/feed';
import { BATCH_MAX, EventQueue, QUEUE_MAX, type SendOutcome } from './event-queue.ts';

const event = (seq: number, type: PlayerEvent['type'] = 'progress') => ({
  type,
  slot: 's',
  seq,
  watchMs: seq,
});

/** A server that answers as it is told, then accepts; and a store that keeps what is saved. */
function setup(outcomes: SendOutcome[] = []) {
  const got: PlayerEvent[][] = [];
  let saved: readonly PlayerEvent[] = [];
  const state = { nowMs: 1_000 };
  const queue = () =>
    new EventQueue(
      {
        send(events) {
          got.push([...events]);
          return Promise.resolve(outcomes.shift() ?? 'accepted');
        },
      },
      { load: () => [...saved], save: (events) => (saved = [...events]) },
      () => state.nowMs,
    );
  return { queue, got, state, saved: () => saved };
}

test('the bound of a batch is the contract’s', () => {
  assert.equal(BATCH_MAX, EVENTS_PER_BATCH_MAX);
});

test('whatever fails, every event arrives in order with the seq it was given', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 350 }),
      fc.array(fc.constantFrom<SendOutcome>('accepted', 'later'), { maxLength: 12 }),
      async (count, outcomes) => {
        const { queue, got, state } = setup([...outcomes]);
        const tested = queue();
        const accepted: number[] = [];
        for (let seq = 0; seq < count; seq += 1) tested.add(event(seq));
        for (let round = 0; round < 40 && tested.size > 0; round += 1) {
          await tested.flush();
          state.nowMs += 100_000;
        }
        got.forEach((batch, index) => {
          assert(batch.length <= BATCH_MAX);
          if ((outcomes[index] ?? 'accepted') === 'accepted')
            accepted.push(...batch.map((one) => one.seq));
        });
        assert.deepEqual(
          accepted,
          Array.from({ length: count }, (_, seq) => seq),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test('after a failure the queue waits, unless the network is said to be back', async () => {
  const { queue, got } = setup(['later']);
  const tested = queue();
  tested.add(event(0));
  await tested.flush();
  await tested.flush();
  assert.equal(got.length, 1);
  await tested.flush(true);
  assert.equal(got.length, 2);
  assert.equal(tested.size, 0);
});

test('a refused batch is not sent again', async () => {
  const { queue, got } = setup(['refused']);
  const tested = queue();
  tested.add(event(0));
  await tested.flush();
  await tested.flush(true);
  assert.equal(got.length, 1);
});

test('what waits when the page closes is sent by the next page, with the same seq and time', async () => {
  const { queue, got, state, saved } = setup(['later', 'later']);
  const first = queue();
  first.add(event(0, 'impression'));
  await first.flush();
  first.leave();
  state.nowMs += 500_000;
  assert.equal(saved().length, 1);
  await queue().flush();
  assert.deepEqual(got.at(-1), [{ ...event(0, 'impression'), at: 1_000 }]);
});

test('a full queue lets go of progress before anything else', () => {
  const { queue, saved } = setup();
  const tested = queue();
  tested.add(event(0, 'finish'));
  for (let seq = 1; seq <= QUEUE_MAX + 20; seq += 1) tested.add(event(seq));
  assert.equal(tested.size, QUEUE_MAX);
  tested.leave();
  assert.deepEqual(saved()[0], { ...event(0, 'finish'), at: 1_000 });
  assert.equal(saved().at(-1)?.seq, QUEUE_MAX + 20, 'the newest stays');
});

test('a sign-out leaves nothing of what was watched, also while a batch travels', async () => {
  const { queue, got, saved } = setup(['later']);
  const events = queue();
  events.add(event(1));
  await events.flush();
  assert.equal(saved().length, 1);
  const travelling = events.flush(true);
  events.forget();
  await travelling;
  assert.equal(events.size, 0);
  assert.deepEqual(saved(), []);
  await queue().flush();
  assert.equal(got.length, 2);
});
