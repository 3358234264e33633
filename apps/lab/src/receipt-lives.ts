// Random lives of phones with the lock screen, told to a real cell over HTTP: on, off, updates, re-installs, restored
// backups, wrong clocks, packs, reports under every receipt there is. A small model of its own says how each showing must be
// counted; above all none may count as shown under a receipt that was not in force.

import { seededRandom, type Random } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';
import { AnswerBook, type Answer, type Counted } from './answer-book.ts';

export interface LivesOptions {
  lives: number;
  seed: number;
  log(line: string): void;
}

export interface LivesReport {
  lives: number;
  seed: number;
  steps: number;
  answers: number;
  refusedAnswers: number;
  showings: Counted;
  /** Lives in which anything was counted otherwise than the model says. */
  wrong: string[];
}

const STEPS_MIN = 6;
const STEPS_MAX = 22;
/** Of a device: the contract refuses events further off. */
const CLOCK_OFF_MAX_MS = 20 * 3_600_000;
/** Cards that are there to be shown. */
const CARDS = 20;

const STEPS = [
  ['on', 4],
  ['off', 3],
  ['off_unheard', 1],
  ['answer_again', 1],
  ['update', 1],
  ['reinstall', 1],
  ['backup', 2],
  ['restore', 2],
  ['pseudonym', 1],
  ['clock', 2],
  ['time', 2],
  ['pack', 2],
  ['show', 10],
  ['race', 1],
] as const;
type Step = (typeof STEPS)[number][0];

/** What a phone keeps; a backup is a copy of it. */
interface Phone {
  device: string;
  counter: number;
  /** The receipt that it believes to be in force. */
  receipt: string | undefined;
  /** What it answered last, to be sent again. */
  last: Answer | undefined;
  clockOffMs: number;
}

/** Runs lives one after another against one cell. @returns what was counted, and every life that was counted wrongly. */
export async function receiptLives(options: LivesOptions): Promise<LivesReport> {
  const cell = await startCell();
  try {
    await writeCards(cell);
    const report: LivesReport = {
      lives: options.lives,
      seed: options.seed,
      steps: 0,
      answers: 0,
      refusedAnswers: 0,
      showings: { shown: 0, afterWithdrawal: 0, withoutReceipt: 0, either: 0 },
      wrong: [],
    };
    for (let life = 0; life < options.lives; life += 1) {
      await new Life(cell, options.seed + life, report).live();
      if ((life + 1) % 100 === 0) options.log(`${life + 1} lives, ${report.wrong.length} wrong`);
    }
    return report;
  } finally {
    await cell.close();
  }
}

async function writeCards(cell: TestCell): Promise<void> {
  const editor = await cell.account('lives_editor');
  await cell.cell.accounts.grantRole({ personId: editor.personId, role: 'editor' });
  for (let card = 0; card < CARDS; card += 1) {
    const reply = await cell.api('POST', '/v1/desk/cards', {
      token: editor.token,
      body: {
        language: 'hi',
        headline: `Card ${card}`,
        summary: '',
        attribution: ['Desk'],
        genre: 'learning',
        age: 'all',
        untilMs: cell.parts.clock.nowMs() + 89 * 86_400_000,
      },
    });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  }
  await cell.drain();
}

class Life {
  readonly #cell: TestCell;
  readonly #random: Random;
  readonly #seed: number;
  readonly #report: LivesReport;
  readonly #book = new AnswerBook();
  readonly #expected: Counted = { shown: 0, afterWithdrawal: 0, withoutReceipt: 0, either: 0 };
  readonly #story: string[] = [];
  #phone: Phone;
  #backup: Phone | undefined;
  #slots: string[] = [];
  #seq = 0;

  constructor(cell: TestCell, seed: number, report: LivesReport) {
    this.#cell = cell;
    this.#seed = seed;
    this.#random = seededRandom(seed);
    this.#report = report;
    this.#phone = this.#freshPhone();
  }

  async live(): Promise<void> {
    const before = await this.#counts();
    await this.#step('pack');
    const steps = STEPS_MIN + this.#random.below(STEPS_MAX - STEPS_MIN);
    for (let step = 0; step < steps; step += 1) await this.#step(this.#draw());
    const after = await this.#counts();
    const counted = {
      shown: after.shown - before.shown,
      afterWithdrawal: after.afterWithdrawal - before.afterWithdrawal,
      withoutReceipt: after.withoutReceipt - before.withoutReceipt,
    };
    const { showings } = this.#report;
    this.#report.steps += steps;
    showings.shown += counted.shown;
    showings.afterWithdrawal += counted.afterWithdrawal;
    showings.withoutReceipt += counted.withoutReceipt;
    showings.either += this.#expected.either;
    if (!fits(counted, this.#expected)) {
      this.#report.wrong.push(
        `seed ${this.#seed}: ${JSON.stringify(counted)} instead of ${JSON.stringify(this.#expected)}: ${this.#story.join(', ')}`,
      );
    }
  }

  #draw(): Step {
    const sum = STEPS.reduce((all, [, weight]) => all + weight, 0);
    let at = this.#random.below(sum);
    for (const [step, weight] of STEPS) {
      if (at < weight) return step;
      at -= weight;
    }
    return 'show';
  }

  async #step(step: Step): Promise<void> {
    this.#story.push(step);
    const { clock } = this.#cell.parts;
    switch (step) {
      case 'on':
      case 'off':
        return await this.#answer(step === 'on');
      case 'off_unheard':
        this.#phone.receipt = undefined;
        return;
      case 'answer_again':
        if (this.#phone.last !== undefined) await this.#send(this.#phone.last);
        return;
      case 'update':
        // An update keeps what the phone knows; some phones ask for their receipt again.
        if (this.#phone.last !== undefined && this.#random.below(2) === 0)
          await this.#send(this.#phone.last);
        return;
      case 'reinstall':
        this.#phone = this.#freshPhone();
        return;
      case 'backup':
        this.#backup = { ...this.#phone };
        return;
      case 'restore':
        if (this.#backup === undefined) return;
        this.#phone = { ...this.#backup };
        // It asks the person anew, and counts on from what it remembers.
        if (this.#random.below(10) < 7) await this.#answer(this.#random.below(2) === 0);
        return;
      case 'pseudonym':
        return await this.#newPseudonym();
      case 'clock':
        this.#phone.clockOffMs = this.#random.below(2 * CLOCK_OFF_MAX_MS) - CLOCK_OFF_MAX_MS;
        return;
      case 'time':
        // The cell's own clock is set back a little at times.
        clock.advance(this.#random.below(10) === 0 ? -60_000 : this.#random.below(3_600_000));
        return;
      case 'pack':
        return await this.#fetchPack();
      case 'show':
        return await this.#show();
      case 'race':
        return await this.#race();
    }
  }

  #freshPhone(): Phone {
    const device = Buffer.from(this.#random.bytes(16)).toString('base64url');
    return { device, counter: 0, receipt: undefined, last: undefined, clockOffMs: 0 };
  }

  async #newPseudonym(): Promise<void> {
    const { receipt, clockOffMs } = this.#phone;
    this.#phone = { ...this.#freshPhone(), clockOffMs };
    if (receipt !== undefined) await this.#answer(true);
  }

  async #answer(granted: boolean): Promise<void> {
    const phone = this.#phone;
    phone.counter += 1;
    const { device, counter } = phone;
    phone.last = { device, counter, granted };
    const receipt = await this.#send(phone.last);
    phone.receipt = granted ? receipt : undefined;
  }

  /** @returns the receipt's id, unless the cell refused the answer. */
  async #send(answer: Answer): Promise<string | undefined> {
    const expected = this.#book.judge(answer);
    const { status, body } = await this.#cell.api<{ payload: string }>(
      'POST',
      '/lock/v1/receipts',
      {
        body: { ...answer, noticeVersion: '1', noticeLanguage: 'hi' },
      },
    );
    this.#report.answers += 1;
    if (status !== 201) this.#report.refusedAnswers += 1;
    if ((status === 201) !== (expected !== 'refused'))
      this.#report.wrong.push(`seed ${this.#seed}: answer ${JSON.stringify(answer)} got ${status}`);
    if (status !== 201) return undefined;
    const text = Buffer.from(body.payload, 'base64url').toString('utf8');
    const { receipt } = JSON.parse(text) as { receipt: string };
    this.#book.keep(answer, receipt);
    return receipt;
  }

  async #fetchPack(): Promise<void> {
    const { status, body } = await this.#cell.api<{ payload: string }>(
      'GET',
      '/lock/v1/packs/in/hi/current',
    );
    if (status !== 200) throw new Error(`no pack: ${status}`);
    const pack = JSON.parse(Buffer.from(body.payload, 'base64url').toString('utf8')) as {
      cards: { slot: string }[];
    };
    this.#slots = pack.cards.map((card) => card.slot);
  }

  /** Under which receipt a phone says that it shows: mostly its own, sometimes any. */
  #named(): string | undefined {
    if (this.#random.below(10) < 6) return this.#phone.receipt;
    return this.#random.below(4) === 0 ? undefined : this.#book.anyReceipt(this.#random);
  }

  async #show(): Promise<void> {
    const receipt = this.#named();
    const standing = this.#book.standing(this.#phone.device, receipt);
    if (await this.#reportShowing(receipt)) this.#expected[standing] += 1;
  }

  // A report and a no that leave the phone at the same moment: either may come first.
  async #race(): Promise<void> {
    const phone = this.#phone;
    const receipt = phone.receipt;
    if (receipt === undefined) return;
    const before = this.#book.standing(phone.device, receipt);
    const [fresh] = await Promise.all([this.#reportShowing(receipt), this.#answer(false)]);
    if (!fresh) return;
    const after = this.#book.standing(phone.device, receipt);
    this.#expected[before === after ? before : 'either'] += 1;
  }

  /** @returns whether the cell took the showing as a new one. */
  async #reportShowing(receipt: string | undefined): Promise<boolean> {
    const slot = this.#slots[this.#random.below(this.#slots.length)] ?? '';
    // Now and then the same happening is told twice.
    if (this.#random.below(6) > 0) this.#seq += 1;
    const at = this.#cell.parts.clock.nowMs() + this.#phone.clockOffMs;
    const { status, body } = await this.#cell.api<{ results: { ok: boolean; code?: string }[] }>(
      'POST',
      '/lock/v1/events',
      {
        body: {
          device: this.#phone.device,
          consent: true,
          ...(receipt === undefined ? {} : { receipt }),
          events: [{ type: 'glance', slot, seq: this.#seq, at: Math.max(0, at) }],
        },
      },
    );
    if (status !== 202) throw new Error(`events: ${status} ${JSON.stringify(body)}`);
    const [result] = body.results;
    return result?.ok === true && result.code === undefined;
  }

  async #counts(): Promise<Record<'shown' | 'afterWithdrawal' | 'withoutReceipt', number>> {
    await this.#cell.drain();
    const [row] = await this.#cell.parts.database.query<Record<string, number | null>>({
      name: 'lab.lock_days',
      text: `SELECT sum(shown)::int AS shown, sum(shown_after_withdrawal)::int AS after, sum(shown_without_receipt)::int AS without
        FROM lock_days`,
    });
    return {
      shown: row?.['shown'] ?? 0,
      afterWithdrawal: row?.['after'] ?? 0,
      withoutReceipt: row?.['without'] ?? 0,
    };
  }
}

function fits(
  counted: Record<'shown' | 'afterWithdrawal' | 'withoutReceipt', number>,
  expected: Counted,
): boolean {
  const late = counted.shown - expected.shown;
  return (
    late >= 0 &&
    late <= expected.either &&
    counted.withoutReceipt === expected.withoutReceipt &&
    counted.afterWithdrawal === expected.afterWithdrawal + expected.either - late
  );
}
