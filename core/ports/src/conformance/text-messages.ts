// What every TextMessages adapter must do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ids } from '@jhalak/kernel';
import type { TextMessage, TextMessages } from '../text-messages.ts';

/** A provider that sent nothing yet. */
export interface TextMessagesUnderTest {
  texts: TextMessages;
  ids: Ids;
  /** Codes that left so far, the oldest first, with what they were sent with. */
  left(): Promise<readonly { code: string; template: string; language: string }[]>;
  close(): Promise<void>;
}

/** Declares the tests. `make` is called once a test. */
export function textMessagesConformance(
  name: string,
  make: () => Promise<TextMessagesUnderTest>,
): void {
  const claim = (what: string, body: (subject: TextMessagesUnderTest) => Promise<void>): void => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };

  claim(
    'a message that is taken has left with its code, its template and its language',
    async (s) => {
      assert.match(s.texts.provider, /^[a-z][a-z0-9-]{1,39}$/);
      assert.deepEqual(await s.texts.send(messageOf(s, '482913')), { kind: 'taken' });
      assert.deepEqual(await s.left(), [{ code: '482913', template: 'code-1', language: 'hi' }]);
    },
  );

  claim('messages that are sent at the same time all leave, each once', async (s) => {
    const codes = Array.from({ length: 8 }, (_, index) => String(100_000 + index));
    const outcomes = await Promise.all(codes.map((code) => s.texts.send(messageOf(s, code))));
    assert.ok(outcomes.every(({ kind }) => kind === 'taken'));
    assert.deepEqual((await s.left()).map(({ code }) => code).toSorted(), codes);
  });

  claim('what was aborted before it began does not leave, and says why', async (s) => {
    const over = new AbortController();
    over.abort(new Error('stopping'));
    await assert.rejects(s.texts.send(messageOf(s, '555555'), over.signal), /stopping/);
    assert.deepEqual(await s.left(), []);
  });
}

function messageOf({ ids }: TextMessagesUnderTest, code: string): TextMessage {
  return {
    ...{ reference: ids.next(), phone: '+919812345678', template: 'code-1', code, language: 'hi' },
    text: `${code} आपका कोड है।\n\n@cell.example #${code}`,
  };
}
