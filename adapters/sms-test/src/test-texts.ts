// A text message provider that sends nothing: what it is given can be read by the operator, for a quarter of an hour.

import { defineRoute, type Route } from '@jhalak/contracts';
import { TestMessages, type TestMessage } from '@jhalak/contracts/sign-in';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { EmbeddedTextMessages, StateStore, TextMessage, TextOutcome } from '@jhalak/ports';

const SPACE = 'sms-test';
/** Where the last message is written; only a hint where to look. */
const LAST = 'last';
/** Three lives of a code. */
const KEPT_MS = 15 * MINUTE_MS;
/** Nobody who tries things out reads a longer list. */
const LISTED_MAX = 50;
/** Writers at the same moment take numbers one behind the other; so many at once never come. */
const NUMBERS_TRIED_MAX = 200;

export interface TestTextsDeps {
  state: StateStore;
  clock: Clock;
}

/** @returns the provider. Cost: none; each message two small writes. */
export function testTexts(deps: TestTextsDeps): EmbeddedTextMessages {
  const box = new MessageBox(deps);
  return {
    provider: 'test',
    isTest: true,
    routes: [listRoute(box)],
    send: async (message, signal): Promise<TextOutcome> => {
      signal?.throwIfAborted();
      await box.put(message);
      return { kind: 'taken' };
    },
  };
}

class MessageBox {
  readonly #deps: TestTextsDeps;

  constructor(deps: TestTextsDeps) {
    this.#deps = deps;
  }

  async put({ reference, phone, template, code, language, text }: TextMessage): Promise<void> {
    const { state, clock } = this.#deps;
    const atMs = clock.nowMs();
    const expiresAtMs = atMs + KEPT_MS;
    const kept: TestMessage = {
      id: reference,
      ...{ atMs, template, code, language, text },
      ending: phone.slice(-2),
    };
    const value = Buffer.from(JSON.stringify(kept));
    let number = (await this.#last()) + 1;
    for (let tried = 0; tried < NUMBERS_TRIED_MAX; tried += 1) {
      if (await state.add(SPACE, { key: String(number), value, expiresAtMs })) break;
      number += 1;
    }
    const last = Buffer.from(String(number));
    await state.set(SPACE, { key: LAST, value: last, expiresAtMs });
  }

  /** @returns the newest first. */
  async list(): Promise<TestMessage[]> {
    const found: TestMessage[] = [];
    // The hint may be one that was overtaken.
    let number = (await this.#last()) + 1;
    for (let ahead = 0; ahead < NUMBERS_TRIED_MAX; ahead += 1) {
      if ((await this.#at(number)) === undefined) break;
      number += 1;
    }
    while (found.length < LISTED_MAX) {
      number -= 1;
      const one = await this.#at(number);
      if (one === undefined) break;
      found.push(one);
    }
    return found;
  }

  async #last(): Promise<number> {
    const hint = await this.#deps.state.get(SPACE, LAST);
    return hint === undefined ? 0 : Number(hint.toString());
  }

  async #at(number: number): Promise<TestMessage | undefined> {
    const value = await this.#deps.state.get(SPACE, String(number));
    return value === undefined ? undefined : (JSON.parse(value.toString()) as TestMessage);
  }
}

function listRoute(box: MessageBox): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/sms-test/messages',
    name: 'listTestMessages',
    summary:
      'TEST: messages of the last 15 minutes that a real provider would have sent; no phone got one',
    tag: 'sms-test',
    access: ['operator'],
    owner: 'staff',
    replies: { 200: TestMessages },
    handle: async () => ({ status: 200, json: { test: true, items: await box.list() } }),
  });
}
