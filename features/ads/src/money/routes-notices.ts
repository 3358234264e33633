// Where payment providers send their notices.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { ProviderParams } from '@jhalak/contracts/ad-money';
import { assert } from '@jhalak/kernel';
import { NOTICE_BYTES_MAX } from '@jhalak/ports';
import { takeNotice } from './follow-up.ts';
import type { MoneyDeps } from './types.ts';

/** A provider's busy minute; more is sent again later. */
const NOTICES_PER_MINUTE = 600;

export function noticeRoutes(deps: MoneyDeps): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/ads/payment-notices/:provider',
      name: 'takePaymentNotice',
      summary: 'Webhook of the payment provider, signed; it only says what to ask about',
      tag: 'ads',
      access: 'anyone',
      owner: 'public',
      params: ProviderParams,
      rawBody: 'kept',
      bodyLimitBytes: NOTICE_BYTES_MAX,
      replies: { 204: null },
      ratePerMinute: NOTICES_PER_MINUTE,
      async handle({ params, headers, rawBody }) {
        if (params.provider !== deps.payments.provider)
          throw problem('payment.notice_refused', 'No such payment provider is used here.');
        assert(rawBody, 'the route asks for the bytes as they came');
        await takeNotice(deps, { headers, body: rawBody });
        return { status: 204 };
      },
    }),
  ];
}
