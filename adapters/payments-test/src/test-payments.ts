// A payment provider with which no money moves, inside the cell. It keeps what a real one keeps, answers as one does, and
// says TEST wherever it is seen.

import { createHmac } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { HOUR_MS, type Clock } from '@jhalak/kernel';
import type {
  EmbeddedPayments,
  Payment,
  PaymentRequest,
  RawNotice,
  Refund,
  RefundRequest,
  StateStore,
} from '@jhalak/ports';
import {
  addEntry,
  nameRefund,
  paymentOfRefund,
  readEntries,
  standingOf,
  type Entry,
  type EntryStore,
  type Standing,
} from './entries.ts';
import { readNotice, signNotice } from './notice.ts';
import { pageRoutes } from './page.ts';

/** As long as pages of real providers stay open, about. */
const PAYABLE_MS = HOUR_MS;

export interface TestPaymentsDeps {
  state: StateStore;
  clock: Clock;
  /** 32 bytes of the cell's own: signs notices, and makes ids of pages that nobody guesses. */
  secret: Buffer;
}

/** What a payer does on the page. */
type Press = 'pay' | 'pend' | 'fail';

/** What the page needs of the provider. */
export interface Counter {
  standing(providerId: string): Promise<Standing | undefined>;
  /** @returns how it stands then; undefined for a payment that is not known. */
  press(providerId: string, what: Press): Promise<Standing | undefined>;
}

export function testPayments(deps: TestPaymentsDeps): EmbeddedPayments & Counter {
  const provider = new TestPayments(deps);
  return provider;
}

class TestPayments implements EmbeddedPayments, Counter {
  readonly provider = 'test';
  readonly isTest = true;
  readonly routes = pageRoutes(this);
  readonly #deps: TestPaymentsDeps;
  readonly #store: EntryStore;
  #deliver: (notice: RawNotice) => Promise<void> = async () => {};

  constructor(deps: TestPaymentsDeps) {
    this.#deps = deps;
    this.#store = deps;
  }

  connect(deliver: (notice: RawNotice) => Promise<void>): void {
    this.#deliver = deliver;
  }

  async create(request: PaymentRequest): Promise<Payment> {
    const { clock } = this.#deps;
    const providerId = this.#idOf(request.reference);
    const atMs = clock.nowMs();
    const asked: Entry = { kind: 'asked', request, atMs, expiresAtMs: atMs + PAYABLE_MS };
    const entries = await addEntry(this.#store, providerId, (all) =>
      all.length === 0 ? asked : undefined,
    );
    const standing = this.#standingOf(providerId, entries);
    if (
      standing === undefined ||
      standing.payment.amount !== request.amount ||
      standing.payment.currency !== request.currency
    )
      throw problem('payment.differs', 'This reference stands for another payment already.');
    return standing.payment;
  }

  async find(reference: string): Promise<Payment | undefined> {
    return (await this.standing(this.#idOf(reference)))?.payment;
  }

  async refund({ reference, providerId, amount }: RefundRequest): Promise<Refund> {
    const known = await paymentOfRefund(this.#store, reference);
    if (known !== undefined && known !== providerId) throw differs();
    let isNew = false;
    const entries = await addEntry(this.#store, providerId, (all) => {
      const standing = this.#standingOf(providerId, all);
      const made = standing?.refunds.find((one) => one.reference === reference);
      if (made !== undefined && made.amount !== amount) throw differs();
      isNew = made === undefined;
      if (made !== undefined) return undefined;
      if (standing === undefined || amount > standing.left)
        throw problem('payment.not_refundable', 'So much of this payment cannot be paid back.');
      return { kind: 'refunded', reference, amount, atMs: this.#deps.clock.nowMs() };
    });
    await nameRefund(this.#store, reference, providerId);
    const refund = this.#refundOf(providerId, entries, reference);
    if (refund === undefined) throw differs();
    // Who is told may ask again at once: telling of that too would have no end.
    if (isNew) await this.#tell('refund', reference);
    return refund;
  }

  async findRefund(reference: string): Promise<Refund | undefined> {
    const providerId = await paymentOfRefund(this.#store, reference);
    if (providerId === undefined) return undefined;
    return this.#refundOf(providerId, await readEntries(this.#store, providerId), reference);
  }

  readNotice(notice: RawNotice): ReturnType<EmbeddedPayments['readNotice']> {
    return readNotice(this.#deps.secret, notice, this.#deps.clock.nowMs());
  }

  async standing(providerId: string): Promise<Standing | undefined> {
    return this.#standingOf(providerId, await readEntries(this.#store, providerId));
  }

  async press(providerId: string, what: Press): Promise<Standing | undefined> {
    const atMs = this.#deps.clock.nowMs();
    const entries = await addEntry(this.#store, providerId, (all) => {
      const state = this.#standingOf(providerId, all)?.payment.state;
      // What is paid stays paid.
      return state === undefined || state === 'paid' ? undefined : { kind: 'pressed', what, atMs };
    });
    const standing = this.#standingOf(providerId, entries);
    if (standing !== undefined) await this.#tell('payment', standing.payment.reference);
    return standing;
  }

  async #tell(kind: 'payment' | 'refund', reference: string): Promise<void> {
    const notice = signNotice(this.#deps.secret, { kind, reference }, this.#deps.clock.nowMs());
    await this.#deliver(notice);
  }

  #standingOf(providerId: string, entries: readonly Entry[]): Standing | undefined {
    return standingOf(providerId, entries, this.#deps.clock.nowMs());
  }

  #refundOf(providerId: string, entries: readonly Entry[], reference: string): Refund | undefined {
    const refunds = this.#standingOf(providerId, entries)?.refunds ?? [];
    return refunds.find((one) => one.reference === reference);
  }

  // The same for the same reference, so that asking twice finds the first; not to be guessed, because it opens the page.
  #idOf(reference: string): string {
    const mac = createHmac('sha256', this.#deps.secret).update(`payment ${reference}`).digest();
    return `test_${mac.subarray(0, 18).toString('base64url')}`;
  }
}

function differs(): Error {
  return problem('payment.differs', 'This reference stands for another refund already.');
}
