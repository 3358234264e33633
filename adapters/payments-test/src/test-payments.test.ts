import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { RawNotice } from '@jhalak/ports';
import { paymentsConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { testPayments } from './index.ts';

async function open() {
  const parts = await openTestParts();
  const payments = testPayments({ ...parts, secret: parts.keys.ownerSecret('payments-test') });
  const notices: RawNotice[] = [];
  payments.connect(async (notice) => {
    notices.push(notice);
    return await Promise.resolve();
  });
  return { ...parts, payments, notices };
}

paymentsConformance('payments-test', async () => {
  const { payments, notices, ids, clock, close } = await open();
  return {
    ...{ payments, ids, currency: 'INR', close },
    press: async (payment, what) => void (await payments.press(payment.providerId, what)),
    notices: () => notices,
    advance: (ms) => clock.advance(ms),
  };
});

test('the page says TEST, holds no markup of the payer’s, and a payment that nobody makes in an hour fails', async (t) => {
  const { payments, ids, clock, close } = await open();
  t.after(close);
  const { providerId, reference } = await payments.create({
    ...{ reference: ids.next(), amount: 12_345_678, currency: 'INR' },
    ...{ purpose: '<img src=x onerror=alert(1)>', returnUrl: '/ads/"onclick="x' },
  });
  const [show] = payments.routes;
  assert.ok(show);
  const reply = await show.handle({
    ...{ params: { payment: providerId }, query: {}, body: undefined, caller: undefined },
    ...{ headers: {}, signal: new AbortController().signal },
  });
  assert.ok(reply.stream);
  const html = await text(reply.stream);
  assert.match(html, /TEST PAYMENT · no money moves/);
  assert.match(html, /₹1,23,456\.78/);
  assert.ok(!html.includes('<img') && !html.includes('"onclick="'), html);
  assert.match(reply.headers?.['content-security-policy'] ?? '', /^default-src 'none'/);
  clock.advance(3_600_000);
  const late = await payments.find(reference);
  assert.deepEqual([late?.state, late?.reason], ['failed', 'nobody paid in time (test)']);
});
