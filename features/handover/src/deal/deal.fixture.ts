// A deal with people who have keys, for tests: a banned seller, two bidders, a mediator who backs the seller and one of them.

import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import assert from 'node:assert/strict';
import type {
  ActOf,
  ApprovedStep,
  DealAct,
  DealEvent,
  DealFile,
  DealPerson,
  OpenAct,
  WorkedStep,
} from '@jhalak/contracts/handover-deal';
import { DAY_MS } from '@jhalak/kernel';
import { add, type Taken } from './chain.ts';
import { rawKeyOf, signFile, unsignedFile } from './signed-file.ts';
import type { DealState } from './state.ts';

export const DEAL = '01890000-0000-7000-8000-000000000001';
export const hex = (byte: string): string => byte.repeat(64).slice(0, 64);

const KEYS = new Map<string, KeyObject>();

/** @returns the person of this id; one id has one key in a test run. */
export function person(id: string): DealPerson {
  let known = KEYS.get(id);
  if (known === undefined) KEYS.set(id, (known = generateKeyPairSync('ed25519').privateKey));
  return { id, name: `Person ${id}`, key: rawKeyOf(createPublicKey(known)).toString('base64') };
}

export function keyOf(id: string): KeyObject {
  const key = KEYS.get(id);
  assert.ok(key, `nobody is called ${id}`);
  return key;
}

export function openAct(changes: Partial<OpenAct> = {}): OpenAct {
  const party = (name: string, ids: string[]) => ({ name, people: ids.map(person) });
  return {
    v: 1,
    deal: DEAL,
    act: 'open',
    cell: 'in-abcdefghij',
    region: 'in',
    ownerEpoch: 1,
    seller: party('Seller', ['seller-a', 'seller-b']),
    regionSide: party('Ministry', ['region-a', 'region-b', 'region-c']),
    exportSide: { country: 'cn', ...party('Bureau', ['export-a']) },
    mediator: party('Investor', ['mediator-a']),
    bidders: [
      { id: 'first', ...party('First', ['first-a', 'first-b']) },
      { id: 'second', ...party('Second', ['second-a', 'second-b']) },
    ],
    policy: { excludedCountries: ['cn', 'pk'], basis: 'Press Note 3 (2020)', freezeMaxMs: 60_000 },
    ...changes,
  };
}

export type Bare = DealAct extends infer Act
  ? Act extends DealAct
    ? Omit<Act, 'v' | 'deal' | 'after'>
    : never
  : never;

/** A deal under test: who says what, when. */
export class TestDeal {
  state: DealState | undefined;
  events: DealEvent[] = [];
  nowMs = Date.UTC(2026, 0, 5);

  static open(changes: Partial<OpenAct> = {}): TestDeal {
    const deal = new TestDeal();
    deal.mustAdd(deal.file('seller-a', openAct(changes)));
    return deal;
  }

  get now(): DealState {
    assert.ok(this.state);
    return this.state;
  }

  /** Signs an act as it would be signed for this standing of the deal. */
  file(by: string, act: DealAct): DealFile {
    return signFile(unsignedFile(act), keyOf(by));
  }

  complete(act: Bare): DealAct {
    const full = { v: 1, deal: DEAL, ...act };
    const free = act.act === 'approve' || act.act === 'abort' || act.act === 'open';
    return (free ? full : { ...full, after: this.now.head }) as DealAct;
  }

  try(by: string, act: Bare): Taken {
    return this.tryFile(this.file(by, this.complete(act)));
  }

  tryFile(file: DealFile): Taken {
    const taken = add(this.state, file, this.nowMs);
    if (taken.kind === 'taken') {
      this.state = taken.state;
      this.events.push(taken.event);
    }
    return taken;
  }

  mustAdd(file: DealFile): void {
    const taken = this.tryFile(file);
    assert.equal(taken.kind, 'taken', taken.kind === 'refused' ? taken.why : '');
  }

  do(by: string, act: Bare): void {
    this.mustAdd(this.file(by, this.complete(act)));
  }

  refused(by: string, act: Bare, why: RegExp): void {
    const before = this.state;
    const taken = this.try(by, act);
    assert.equal(taken.kind, 'refused', `${by} may ${act.act}`);
    if (taken.kind === 'refused') assert.match(taken.why, why);
    assert.equal(this.state, before);
  }

  propose(by: string, step: ApprovedStep, more: { bidder?: string; document?: string } = {}): void {
    this.do(by, { act: 'propose', step, document: hex('d'), ...more });
  }

  approval(step: ApprovedStep, changes: Partial<ActOf<'approve'>> = {}): Bare {
    const scope = this.now.proposal?.scope ?? hex('0');
    return { act: 'approve', step, scope, expiresAtMs: this.nowMs + DAY_MS, ...changes };
  }

  approve(by: string, step: ApprovedStep): void {
    this.do(by, this.approval(step));
  }

  work(by: string, step: WorkedStep, more: Partial<ActOf<'done'>> = {}): void {
    this.do(by, { act: 'done', step, evidence: hex('e'), ...more });
  }

  screen(bidder: string, country = 'in'): void {
    this.do('seller-a', {
      act: 'screen',
      bidder,
      owners: [{ name: 'Owner', country, sharePermille: 1_000 }],
      evidence: hex('c'),
      validUntilMs: this.nowMs + 30 * DAY_MS,
    });
  }
}

/** Every part of the path in order, each leading to the next step. */
const PATH: readonly (readonly [DealState['step'], (deal: TestDeal) => void])[] = [
  [
    'inventory',
    (deal) => {
      deal.do('mediator-a', { act: 'declare', interests: [] });
      deal.do('seller-a', { act: 'inventory', inventory: hex('1'), tags: ['CN-056101X-21'] });
    },
  ],
  [
    'letter',
    (deal) => {
      deal.propose('seller-a', 'letter');
      deal.approve('export-a', 'letter');
    },
  ],
  ['rehearsal', (deal) => deal.work('seller-a', 'rehearsal', { bidder: 'first', passed: true })],
  [
    'terms',
    (deal) => {
      deal.screen('first');
      deal.propose('seller-a', 'terms', { bidder: 'first' });
      deal.approve('seller-b', 'terms');
      deal.approve('first-a', 'terms');
    },
  ],
  [
    'licence',
    (deal) => {
      deal.propose('seller-a', 'licence');
      deal.approve('export-a', 'licence');
    },
  ],
  [
    'seal',
    (deal) => {
      deal.propose('seller-a', 'seal');
      for (const by of ['seller-b', 'first-a', 'export-a', 'region-a', 'region-b'])
        deal.approve(by, 'seal');
    },
  ],
  ['freeze', (deal) => deal.work('seller-a', 'freeze', { untilMs: deal.nowMs + 50_000 })],
  ['delta', (deal) => deal.work('seller-a', 'delta')],
  ['keys', (deal) => deal.work('seller-a', 'keys')],
  ['fence', (deal) => deal.work('seller-a', 'fence', { epoch: 1 })],
  ['takeover', (deal) => deal.work('first-a', 'takeover', { epoch: 2 })],
  ['verification', (deal) => deal.work('first-a', 'verification', { passed: true })],
  [
    'acceptance',
    (deal) => {
      deal.propose('first-a', 'acceptance');
      deal.approve('first-b', 'acceptance');
      deal.approve('region-c', 'acceptance');
    },
  ],
  ['wind_down', (deal) => deal.work('seller-a', 'wind_down')],
  ['proof', (deal) => deal.work('seller-a', 'proof')],
];

/** Takes a deal up to a step, by the shortest way. */
export function leadTo(deal: TestDeal, step: DealState['step']): TestDeal {
  for (const [from, part] of PATH) {
    if (deal.now.step === step) return deal;
    if (deal.now.step === from) part(deal);
  }
  assert.equal(deal.now.step, step);
  return deal;
}

export const STEPS_ON_PATH = PATH.map(([step]) => step);
