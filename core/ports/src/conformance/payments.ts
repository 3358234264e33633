// What every Payments adapter must do. A real provider's adapter runs this against the provider's own test mode.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ids } from '@jhalak/kernel';
import {
  NOTICE_AGE_MAX_MS,
  NOTICE_BYTES_MAX,
  PROVIDER_ID_CHARACTERS_MAX,
  type Payment,
  type PaymentRequest,
  type Payments,
  type RawNotice,
} from '../payments.ts';

/** A provider without payments, and somebody who pays. */
export interface PaymentsUnderTest {
  payments: Payments;
  ids: Ids;
  /** ISO 4217 that the provider takes. */
  currency: string;
  /** Does on the provider's page what a payer does. */
  press(payment: Payment, what: 'pay' | 'pend' | 'fail'): Promise<void>;
  /** Everything that the provider sent so far, the oldest first. */
  notices(): readonly RawNotice[];
  /** Moves the clock by which the age of a notice is judged. */
  advance(ms: number): void;
  close(): Promise<void>;
}

type Claim = (what: string, body: (subject: PaymentsUnderTest) => Promise<void>) => void;

/** Declares the tests. `make` is called once a test. */
export function paymentsConformance(name: string, make: () => Promise<PaymentsUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  paying(claim);
  payingBack(claim);
  telling(claim);
}

function request({ ids, currency }: PaymentsUnderTest, amount = 118_000): PaymentRequest {
  return {
    ...{ reference: ids.next(), amount, currency },
    ...{ purpose: 'Ad wallet', returnUrl: '/back' },
  };
}

async function stateOf({ payments }: PaymentsUnderTest, reference: string): Promise<string> {
  return (await payments.find(reference))?.state ?? 'unknown';
}

async function paid(subject: PaymentsUnderTest, amount?: number): Promise<Payment> {
  const made = await subject.payments.create(request(subject, amount));
  await subject.press(made, 'pay');
  return made;
}

function paying(claim: Claim): void {
  claim('a payment waits until somebody pays it, and is then paid', async (subject) => {
    const asked = request(subject);
    const made = await subject.payments.create(asked);
    assert.deepEqual([made.amount, made.currency], [asked.amount, asked.currency]);
    assert.ok(made.providerId.length > 0 && made.providerId.length <= PROVIDER_ID_CHARACTERS_MAX);
    assert.match(made.pageUrl, /^(https:\/\/|\/)/);
    assert.equal(await stateOf(subject, asked.reference), 'waiting');
    await subject.press(made, 'pend');
    assert.equal(await stateOf(subject, asked.reference), 'pending');
    await subject.press(made, 'pay');
    assert.equal(await stateOf(subject, asked.reference), 'paid');
  });

  claim(
    'what failed may be paid by a bank that answers late; what is paid stays paid',
    async (s) => {
      const asked = request(s);
      const made = await s.payments.create(asked);
      await s.press(made, 'fail');
      assert.equal(await stateOf(s, asked.reference), 'failed');
      await s.press(made, 'pay');
      assert.equal(await stateOf(s, asked.reference), 'paid');
      await s.press(made, 'fail');
      assert.equal(await stateOf(s, asked.reference), 'paid');
    },
  );

  claim('one reference is one payment, however often and at once it is asked for', async (s) => {
    const asked = request(s);
    const all = await Promise.all(Array.from({ length: 5 }, () => s.payments.create(asked)));
    const again = await s.payments.create(asked);
    assert.equal(new Set([...all, again].map((one) => one.providerId)).size, 1);
    const other = { ...asked, amount: asked.amount + 1 };
    await assert.rejects(s.payments.create(other), { code: 'payment.differs' });
    assert.equal(await s.payments.find(s.ids.next()), undefined);
  });
}

function payingBack(claim: Claim): void {
  claim(
    'a refund is made once under its reference, and all never exceed the payment',
    async (s) => {
      const { payments, ids } = s;
      const { providerId } = await paid(s, 1_000);
      const first = { reference: ids.next(), providerId, amount: 600 };
      const all = await Promise.all(Array.from({ length: 5 }, () => payments.refund(first)));
      assert.deepEqual(new Set(all.map((one) => one.amount)), new Set([600]));
      assert.ok(
        ['pending', 'done'].includes((await payments.findRefund(first.reference))?.state ?? ''),
      );
      await assert.rejects(payments.refund({ ...first, amount: 500 }), { code: 'payment.differs' });
      const tooMuch = { reference: ids.next(), providerId, amount: 401 };
      await assert.rejects(payments.refund(tooMuch), { code: 'payment.not_refundable' });
      const two = [ids.next(), ids.next()].map((reference) => ({
        reference,
        providerId,
        amount: 400,
      }));
      const raced = await Promise.allSettled(two.map(async (one) => await payments.refund(one)));
      assert.deepEqual(raced.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
    },
  );

  claim('what nobody paid is not paid back', async (s) => {
    const made = await s.payments.create(request(s));
    const back = { reference: s.ids.next(), providerId: made.providerId, amount: 1 };
    await assert.rejects(s.payments.refund(back), { code: 'payment.not_refundable' });
    await s.press(made, 'fail');
    await assert.rejects(s.payments.refund(back), { code: 'payment.not_refundable' });
    const unknown = { ...back, providerId: 'nobody-knows-this' };
    await assert.rejects(s.payments.refund(unknown), { code: 'payment.not_refundable' });
    assert.equal(await s.payments.findRefund(back.reference), undefined);
  });
}

function telling(claim: Claim): void {
  claim('the provider tells of what happened, signed, and by our own reference', async (s) => {
    const made = await paid(s);
    const told = s.notices().map((one) => s.payments.readNotice(one));
    assert.ok(told.some((one) => one.kind === 'payment' && one.reference === made.reference));
    const back = { reference: s.ids.next(), providerId: made.providerId, amount: 5 };
    await s.payments.refund(back);
    const last = s.notices().map((one) => s.payments.readNotice(one));
    assert.ok(last.some((one) => one.kind === 'refund' && one.reference === back.reference));
  });

  claim('a notice that was changed, or signed by nobody, or is old, is refused', async (s) => {
    await paid(s);
    const [notice] = s.notices();
    assert.ok(notice, 'the provider told of nothing');
    const kindOf = (one: RawNotice): string => s.payments.readNotice(one).kind;
    assert.equal(kindOf(notice), 'payment');
    for (const at of [0, notice.body.length >> 1, notice.body.length - 1]) {
      const body: Buffer = Buffer.from(notice.body);
      body[at] = (body[at] ?? 0) ^ 1;
      assert.equal(kindOf({ ...notice, body }), 'refused', `byte ${at}`);
    }
    assert.equal(kindOf({ ...notice, headers: {} }), 'refused');
    const longer = Buffer.concat([notice.body, Buffer.from(' ')]);
    assert.equal(kindOf({ ...notice, body: longer }), 'refused');
    assert.equal(kindOf({ ...notice, body: Buffer.alloc(NOTICE_BYTES_MAX + 1, 0x20) }), 'refused');
    for (const name of Object.keys(notice.headers)) {
      const headers = { ...notice.headers, [name]: `${notice.headers[name] ?? ''}0` };
      const kind = kindOf({ ...notice, headers });
      assert.ok(['refused', 'payment'].includes(kind), `${name}: ${kind}`);
    }
    s.advance(NOTICE_AGE_MAX_MS + 1);
    assert.equal(kindOf(notice), 'refused');
  });
}
