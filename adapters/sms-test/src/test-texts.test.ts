import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestMessages } from '@jhalak/contracts/sign-in';
import { textMessagesConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { testTexts } from './index.ts';

async function open() {
  const parts = await openTestParts();
  const texts = testTexts(parts);
  const list = async (): Promise<TestMessages> => {
    const [route] = texts.routes;
    assert.ok(route);
    const reply = await route.handle({
      ...{ params: {}, query: {}, body: undefined, caller: undefined },
      ...{ headers: {}, signal: new AbortController().signal },
    });
    return reply.json as TestMessages;
  };
  return { parts, texts, list };
}

textMessagesConformance('sms-test', async () => {
  const { parts, texts, list } = await open();
  return {
    ...{ texts, ids: parts.ids, close: parts.close },
    left: async () =>
      (await list()).items
        .toReversed()
        .map(({ code, template, language }) => ({ code, template, language })),
  };
});

test('the operator sees the text and two digits of the number, for a quarter of an hour', async (t) => {
  const { parts, texts, list } = await open();
  t.after(parts.close);
  assert.equal(texts.isTest, true);
  await texts.send({
    ...{ reference: parts.ids.next(), phone: '+919812345678', template: 'code-1' },
    ...{ code: '112233', language: 'en', text: '112233 is your code.' },
  });
  const shown = await list();
  assert.equal(shown.test, true);
  assert.deepEqual([shown.items[0]?.ending, shown.items[0]?.text], ['78', '112233 is your code.']);
  assert.ok(!JSON.stringify(shown).includes('98123'), 'no whole number');
  parts.clock.advance(15 * 60_000);
  assert.deepEqual((await list()).items, []);
});
