import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, seededRandom, uuidv7Ids } from '@jhalak/kernel';
import type { BorderMessage, BorderReply, Gateway } from '@jhalak/ports';
import { textMessagesConformance } from '@jhalak/ports/conformance';
import { processorTexts } from './index.ts';

/** Plays the gateway process and what stands behind it. */
function open(answer: BorderReply = { kind: 'delivered', entryId: 'one', reply: '' }) {
  const sent: BorderMessage[] = [];
  const gateway: Gateway = {
    send: async (message) => {
      sent.push(message);
      return await Promise.resolve(answer);
    },
  };
  const ids = uuidv7Ids(new ManualClock(0), seededRandom(1));
  return { sent, ids, texts: processorTexts({ gateway, ids, host: 'sms.example' }) };
}

textMessagesConformance('sms-processor', async () => {
  const { sent, ids, texts } = open();
  return await Promise.resolve({
    ...{ texts, ids },
    left: async () =>
      await Promise.resolve(
        sent.map(({ fields }) => fields as { code: string; template: string; language: string }),
      ).then((all) => all.map(({ code, template, language }) => ({ code, template, language }))),
    close: async () => await Promise.resolve(),
  });
});

test('exactly the four fields go to the gateway, never the text; what it refuses is told as it is', async () => {
  const message = { phone: '+919812345678', template: 'code-1', code: '112233', language: 'en' };
  const { sent, ids, texts } = open();
  await texts.send({ ...message, reference: ids.next(), text: 'words' });
  assert.deepEqual(
    sent.map(({ message: type, to, fields }) => [type, to, fields]),
    [['sms.code', 'sms.example', message]],
  );
  const refusing = open({ kind: 'refused', reason: 'no_policy', detail: 'none' });
  assert.deepEqual(
    await refusing.texts.send({ ...message, reference: ids.next(), text: 'words' }),
    { kind: 'refused', reason: 'no_policy', detail: 'none' },
  );
});
