// A phone brand computes its statement again, from the events that its own phones sent and the published terms. Pure; needs no
// cell, no key and no network. What an advertiser paid for an event is sealed in its token, so that is the cell's word (an
// auction's price is proven by its receipt); nor can it be seen why an event has no line (it is not of the kind that is paid
// for, a machine's, or nothing was left to pay it from): such tokens are counted, not judged.

import type {
  BrandStatementHead,
  BrandStatementLine,
  ShareTerms,
} from '@jhalak/contracts/ad-money';
import { TOKEN_NAME_CHARACTERS } from '../billing/token.ts';

/** Findings that are told; beyond them the statement is wrong as a whole. */
const FINDINGS_MAX = 20;
const WHOLE_BPS = 10_000;
/** What may be owed from before a month, and after it, in units. */
const CARRY_UNITS = 2;

/** An event as the brand's phones sent it. */
export interface OwnEvent {
  token: string;
  type: string;
  /** The pseudonym with which it was sent, where there was one. */
  device?: string;
}

interface StatementFinding {
  /** `unknown`: no own event of this kind. `twice`: more lines than devices that sent it. `when`: of another month. */
  code: 'sum' | 'share' | 'unknown' | 'twice' | 'when';
  /** How the token begins; absent for the whole. */
  token?: string;
  sentence: string;
}

export interface StatementCheck {
  /** Whether nothing in it is wrong. */
  ok: boolean;
  findings: StatementFinding[];
  /** Beyond those that are told. */
  moreFindings: number;
  lines: number;
  /** Sum of the lines' shares, and of what was paid for them. */
  share: number;
  units: number;
  /** Own tokens, and how many of them have no line. */
  tokens: number;
  tokensWithoutLine: number;
}

/** Takes lines one by one, so that a month of millions is never in memory whole; events are. */
export class StatementChecker {
  readonly #head: BrandStatementHead;
  /** Devices that sent an event, by the token's name and the event's kind. */
  readonly #own = new Map<string, Set<string>>();
  readonly #tokens = new Set<string>();
  readonly #paid = new Map<string, number>();
  readonly #lined = new Set<string>();
  readonly #findings: StatementFinding[] = [];
  #more = 0;
  #lines = 0;
  #share = 0;
  #units = 0;
  /** Shares as the terms say, in ten-thousandths of a unit. */
  #due = 0;

  constructor(head: BrandStatementHead, events: Iterable<OwnEvent>) {
    this.#head = head;
    for (const { token, type, device = '' } of events) {
      const name = token.slice(0, TOKEN_NAME_CHARACTERS);
      this.#tokens.add(name);
      const key = `${name} ${type}`;
      const devices = this.#own.get(key) ?? new Set<string>();
      devices.add(device);
      this.#own.set(key, devices);
    }
  }

  take({ kind, token, on, units, share, atMs }: BrandStatementLine): void {
    const { fromMs, untilMs, month, terms } = this.#head;
    this.#lines += 1;
    this.#share += share;
    this.#units += units;
    const dueBps = units * (termsAt(terms, atMs)?.brandBps ?? 0);
    this.#due += dueBps;
    if (isOff(share, dueBps))
      this.#find('share', token, `of ${units} units ${share} are not what the terms say`);
    if (atMs < fromMs || atMs >= untilMs) this.#find('when', token, `it is not of ${month}`);
    this.#lined.add(token);
    const devices = this.#own.get(`${token} ${on}`);
    if (devices === undefined) {
      this.#find('unknown', token, `none of the events is a ${on} of it`);
      return;
    }
    if (kind === 'reversed') return;
    const paid = (this.#paid.get(token) ?? 0) + 1;
    this.#paid.set(token, paid);
    if (paid > devices.size)
      this.#find('twice', token, `${paid} lines, and ${devices.size} devices sent it`);
  }

  /** @returns what came of it, after all lines. */
  end(): StatementCheck {
    const { booked } = this.#head;
    if (this.#share !== booked)
      this.#find('sum', undefined, `lines sum to ${this.#share} units; ${booked} were booked`);
    if (isOff(this.#share, this.#due))
      this.#find('share', undefined, `the terms make ${this.#due / WHOLE_BPS} units of the lines`);
    const without = [...this.#tokens].filter((name) => !this.#lined.has(name)).length;
    return {
      ok: this.#findings.length === 0,
      ...{ findings: this.#findings, moreFindings: this.#more, lines: this.#lines },
      ...{ share: this.#share, units: this.#units },
      ...{ tokens: this.#tokens.size, tokensWithoutLine: without },
    };
  }

  #find(code: StatementFinding['code'], token: string | undefined, sentence: string): void {
    if (this.#findings.length >= FINDINGS_MAX) this.#more += 1;
    else this.#findings.push({ code, ...(token !== undefined && { token }), sentence });
  }
}

/** Whole units are paid out, and the rest is carried: so much may lie between. */
function isOff(share: number, dueBps: number): boolean {
  return Math.abs(share * WHOLE_BPS - dueBps) >= CARRY_UNITS * WHOLE_BPS;
}

function termsAt(terms: readonly ShareTerms[], atMs: number): ShareTerms | undefined {
  return terms
    .filter((one) => one.placement === 'lock' && one.fromMs <= atMs)
    .toSorted((one, other) => one.fromMs - other.fromMs)
    .at(-1);
}
