// What everybody is shown of a clip is what the journal says, exactly: whatever happens to whoever counts, and counted anew.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ClipCounting, NOT_COUNTED_FLOOR } from '@jhalak/contracts/counting';
import type { Video } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import type { DurableConsumer } from '@jhalak/ports';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';

let cell: TestCell;
const people: TestPerson[] = [];
const clips: { id: string; maker: TestPerson }[] = [];

before(async () => {
  cell = await startCell();
  for (const handle of ['counted_one', 'counted_two']) {
    const maker = await cell.account(handle);
    people.push(maker);
    clips.push({ id: await cell.publish({ personId: maker.personId }), maker });
  }
  for (let nth = 0; nth < 3; nth += 1) people.push(await cell.viewer());
  await cell.drain();
});
after(async () => await cell.close());

async function watch({ personId, token }: TestPerson, videoId: string): Promise<void> {
  const slot = cell.cell.attention.issueSlot({
    ...{ personId, videoId, durationMs: 8_000, surface: 'feed', position: 0, personal: true },
  });
  const at = cell.parts.clock.nowMs();
  const events = [{ type: 'progress', slot, seq: 1, at, watchMs: 4_000 }];
  const reply = await cell.api('POST', '/v1/events', { token, body: { events } });
  assert.equal(reply.status, 202);
}

async function shown(): Promise<Video['counts'][]> {
  await cell.drain();
  const replies = await Promise.all(
    clips.map(async ({ id }) => await cell.api<Video>('GET', `/v1/videos/${id}`)),
  );
  return replies.map(({ body }) => body.counts);
}

let deaths = 0;

/** Reads on as a worker does that dies between its work and the commit. */
async function dieWhileCounting(): Promise<void> {
  const consumer = cell.cell.features
    .flatMap(({ consumers }) => consumers)
    .find(({ name }) => name === 'videos.counts');
  assert.ok(consumer);
  const dying: DurableConsumer = {
    ...consumer,
    async handle(tx, batch) {
      await consumer.handle(tx, batch);
      deaths += 1;
      throw new Error('died before the commit');
    },
  };
  await cell.parts.journal.seal();
  const reading = await cell.parts.journal.consume(dying);
  await reading.catchUp().catch(() => undefined);
  await reading.stop();
}

const step = fc.oneof(
  fc.record({
    kind: fc.constantFrom('watch' as const, 'like' as const, 'unlike' as const),
    who: fc.nat(4),
    clip: fc.nat(1),
  }),
  fc.record({
    kind: fc.constantFrom('day' as const, 'die' as const, 'count' as const),
    who: fc.constant(0),
    clip: fc.constant(0),
  }),
);

test('after any views, likes, days, deaths and recounts each figure is what a model of the rule says', async () => {
  const seen = new Set<string>();
  const model = clips.map(() => ({ views: 0, likes: new Set<number>() }));
  let day = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      for (const one of steps) {
        if (one.kind === 'day') {
          cell.parts.clock.advance(DAY_MS);
          day += 1;
        } else if (one.kind === 'die') await dieWhileCounting();
        else if (one.kind === 'count') await cell.drain();
        else {
          const person = people[one.who]!;
          const clip = clips[one.clip]!;
          const figures = model[one.clip]!;
          if (one.kind === 'watch') {
            await watch(person, clip.id);
            const key = `${one.who} ${one.clip} ${day}`;
            if (person !== clip.maker && !seen.has(key)) figures.views += 1;
            seen.add(key);
          } else {
            const method = one.kind === 'like' ? 'PUT' : 'DELETE';
            const { token } = person;
            await cell.api(method, `/v1/videos/${clip.id}/like`, { token });
            if (one.kind === 'like') figures.likes.add(one.who);
            else figures.likes.delete(one.who);
          }
        }
      }
      const expected = model.map(({ views, likes }) => ({
        ...{ views, likes: likes.size, comments: 0 },
      }));
      assert.deepEqual(await shown(), expected);
      await cell.cell.videos.rebuildCounts();
      await dieWhileCounting();
      assert.deepEqual(await shown(), expected, 'counted anew from the journal');
    }),
    { numRuns: 8, seed: 20_261_123 },
  );
  assert.ok(model.every(({ views }) => views > 0));
  assert.ok(deaths > 8, 'nobody died');
});

test('a creator is told what was not counted, from a number on in which nobody is recognised', async () => {
  const { id, maker } = clips[0]!;
  const counting = async (token = maker.token) =>
    await cell.api<ClipCounting>('GET', `/v1/videos/${id}/counting`, { token });
  const quiet = await cell.publish({ personId: maker.personId });
  await cell.drain();
  await watch(maker, quiet);
  await cell.drain();
  const few = await cell.api<ClipCounting>('GET', `/v1/videos/${quiet}/counting`, {
    token: maker.token,
  });
  assert.deepEqual(few.body.views, { shown: 0, held: null, own: null, repeats: null });
  for (let nth = 0; nth < NOT_COUNTED_FLOOR; nth += 1) await watch(maker, id);
  await cell.drain();
  const { body } = await counting();
  assert.ok(Compile(ClipCounting).Check(body), JSON.stringify(body));
  assert.ok((body.views.own ?? 0) >= NOT_COUNTED_FLOOR);
  assert.equal(body.views.shown, (await shown())[0]?.views);
  assert.equal((await counting(people[1]?.token)).status, 403);
});
