// Text messages through the gateway, to the processor that a policy names. Only fields of the policy leave.

import type { Ids } from '@jhalak/kernel';
import type { Gateway, TextMessages, TextOutcome } from '@jhalak/ports';

export interface ProcessorTextsDeps {
  gateway: Gateway;
  ids: Ids;
  /** The processor's host name, as the policy has it. */
  host: string;
}

/** @returns the provider. Cost: one message of the gateway each: a log entry, its checkpoint, one request. */
export function processorTexts({ gateway, ids, host }: ProcessorTextsDeps): TextMessages {
  return {
    provider: 'processor',
    isTest: false,
    async send({ phone, template, code, language }, signal): Promise<TextOutcome> {
      signal?.throwIfAborted();
      const reply = await gateway.send({
        id: ids.next(),
        message: 'sms.code',
        to: host,
        fields: { phone, template, code, language },
        ...(signal === undefined ? {} : { signal }),
      });
      switch (reply.kind) {
        case 'delivered':
          return { kind: 'taken' };
        case 'refused':
          return { kind: 'refused', reason: reply.reason, detail: reply.detail };
        case 'retry_later':
          return { kind: 'later', untilMs: reply.untilMs, detail: reply.detail };
        default:
          return reply satisfies never;
      }
    },
  };
}
