import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Reply } from '../api/client.ts';
import { gapsOf, newDraft, type CampaignDraft } from './draft.ts';
import { hoursFit, hoursOf, paintedOf } from './hours.ts';
import { saveDraft } from './save-draft.ts';

/** A draft that lacks nothing. */
function whole(): CampaignDraft {
  let made = 0;
  const draft = newDraft(0, () => `key-${(made += 1)}`, 'Tea House');
  const [line] = draft.lines;
  const [creative] = draft.creatives;
  assert(line && creative?.content.kind === 'native');
  const words = { title: 'चाय', text: 'ताज़ी चाय', button: 'देखें', url: 'https://tea.example' };
  return {
    campaign: { ...draft.campaign, name: 'दिवाली', budget: 100_000 },
    lines: [{ ...line, fields: { ...line.fields, price: 1_000 } }],
    creatives: [{ ...creative, content: { ...creative.content, ...words } }],
  };
}

test('a new campaign lacks what nobody has said, in the order of the form; a whole one lacks nothing', () => {
  const gaps = gapsOf(newDraft(0, () => 'x', 'Tea House'));
  assert.deepEqual(
    gaps.map(({ what }) => what),
    ['name', 'budget', 'price', 'words', 'address'],
  );
  assert.equal(gaps[2]?.least, 1_000, 'a thousand showings cost a thousand smallest units');
  assert.deepEqual(gapsOf(whole()), []);
});

test('painted hours come back from their spans; torn ones are told apart', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 168, maxLength: 168 }), (painted) => {
      const spans = hoursOf(painted);
      if (painted.some(Boolean)) assert.deepEqual(paintedOf(spans), painted);
      for (const { fromHour, toHour } of spans) assert(fromHour < toHour && toHour <= 24);
    }),
  );
  assert.equal(hoursFit(hoursOf(Array.from({ length: 168 }, (_, at) => at % 2 === 0))), false);
  assert.deepEqual(hoursOf(Array<boolean>(168).fill(true)), []);
});

/** Answers with ids; from the call that is named on it is offline. */
function line(failsAt = Infinity) {
  const calls: string[] = [];
  const send = async <T>(method: string, path: string): Promise<Reply<T>> => {
    if (calls.length >= failsAt) return { kind: 'offline' };
    calls.push(`${method} ${path.replace('/v1/ads/advertisers/tea', '')}`);
    return { kind: 'ok', status: 201, value: { id: `id-${calls.length}` } as T };
  };
  return { calls, send };
}

const WHOLE_WAY = [
  'POST /campaigns',
  'POST /creatives',
  'POST /campaigns/id-1/line-items',
  'PUT /campaigns/id-1/line-items/id-3/creatives/id-2',
];

test('a draft is saved in order, and another try after a lost network makes nothing twice', async () => {
  const options = { organisation: 'tea', before: undefined };
  const straight = line();
  const saved = await saveDraft({ ...options, api: straight, draft: whole(), onStep: () => {} });
  assert.equal(saved.kind, 'saved');
  assert.deepEqual(straight.calls, WHOLE_WAY);
  for (let failsAt = 0; failsAt < WHOLE_WAY.length; failsAt += 1) {
    let draft = whole();
    const onStep = (next: CampaignDraft): void => {
      draft = next;
    };
    const broken = line(failsAt);
    const failed = await saveDraft({ ...options, api: broken, draft, onStep });
    assert.deepEqual(failed, { kind: 'failed', failure: { kind: 'offline' } });
    const { calls, send } = line();
    await saveDraft({ ...options, api: { send }, draft, onStep });
    const posts = [...broken.calls, ...calls].filter((call) => call.startsWith('POST'));
    assert.equal(posts.length, 3, `after ${failsAt} calls`);
  }
});

test('what stands at the server and was not changed is not sent again', async () => {
  const { calls, send } = line();
  const draft: CampaignDraft = {
    ...{ id: 'c', campaign: whole().campaign },
    lines: whole().lines.map((one) => ({ ...one, id: one.key })),
    creatives: whole().creatives.map((one) => ({ ...one, id: one.key })),
  };
  const options = { organisation: 'tea', api: { send }, before: draft, onStep: () => {} };
  await saveDraft({ ...options, draft });
  assert.deepEqual(calls, []);
  const changed = { ...draft, campaign: { ...draft.campaign, budget: 200_000 } };
  await saveDraft({ ...options, draft: changed });
  assert.deepEqual(calls, ['PATCH /campaigns/c']);
});
