// A deal in files: people who have keys, and what they sign, brought to a cell over its routes as an operator would.

import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type {
  DealAct,
  DealEvent,
  DealFile,
  DealKind,
  DealView,
  KeptInventory,
  OpenAct,
} from '@jhalak/contracts/handover-deal';
import { rawKeyOf, signFile, unsignedFile } from '@jhalak/handover';
import { DAY_MS } from '@jhalak/kernel';
import type { TestCell } from '@jhalak/testing';

/** Ids and names of everybody who can sign. */
const PEOPLE = {
  'seller-a': 'Lin Yue',
  'seller-b': 'Marc Okafor',
  'region-a': 'Asha Menon',
  'region-b': 'Ravi Iyer',
  'region-c': 'Meera Nair',
  'export-a': 'Chen Bo',
  'mediator-a': 'Dana Whitfield',
  'first-a': 'Kavita Rao',
  'first-b': 'Imran Sheikh',
  'second-a': 'Arjun Pillai',
  'second-b': 'Neha Gupta',
} as const;
export type Signer = keyof typeof PEOPLE;

type Bare = DealAct extends infer Act
  ? Act extends DealAct
    ? Omit<Act, 'v' | 'deal' | 'after'>
    : never
  : never;

/** SHA-256 of a text: a document, as far as a deal knows it. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export class PaperDeal {
  readonly deal = '01890000-0000-7000-8000-000000000001';
  readonly #cell: TestCell;
  readonly #token: string;
  readonly #keys = new Map<Signer, KeyObject>();
  view: DealView | undefined;

  constructor(cell: TestCell, token: string) {
    this.#cell = cell;
    this.#token = token;
  }

  /** The private key as a file of a person has it. */
  pem(id: Signer): string {
    return this.#key(id).export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  /** The file that opens the deal, signed. */
  async opening(kind: DealKind = 'sale'): Promise<DealFile> {
    const { cellId, ownerEpoch } = await this.#cell.cell.border.identity();
    const act: DealAct = {
      ...{ v: 1, deal: this.deal, act: 'open', cell: cellId, region: 'in', ownerEpoch },
      seller: { name: 'Northwind Video', people: this.#people('seller-a', 'seller-b') },
      regionSide: {
        name: 'Ministry of Electronics',
        people: this.#people('region-a', 'region-b', 'region-c'),
      },
      ...(kind === 'sale' ? this.#forSale() : { kind, bidders: [] }),
      policy: {
        excludedCountries: ['cn', 'pk'],
        basis: 'Press Note 3 (2020)',
        freezeMaxMs: 60_000,
        ...(kind === 'wind_down' ? { noticeMinMs: DAY_MS } : {}),
      },
    };
    return this.sign('seller-a', unsignedFile(act));
  }

  #forSale(): Pick<OpenAct, 'exportSide' | 'mediator' | 'bidders'> {
    return {
      exportSide: { country: 'cn', name: 'Export Bureau', people: this.#people('export-a') },
      mediator: { name: 'Harbour Capital', people: this.#people('mediator-a') },
      bidders: [
        { id: 'first', name: 'Chitra Media', people: this.#people('first-a', 'first-b') },
        { id: 'second', name: 'Delta Networks', people: this.#people('second-a', 'second-b') },
      ],
    };
  }

  sign(by: Signer, file: DealFile): DealFile {
    return signFile(file, this.#key(by));
  }

  /** Signs an act for the deal as it stands now, and posts it. */
  async do(by: Signer, bare: Bare): Promise<DealView> {
    const view = await this.look();
    const free = bare.act === 'approve' || bare.act === 'abort';
    const act = {
      v: 1,
      deal: this.deal,
      ...(free ? {} : { after: view.head }),
      ...bare,
    } as DealAct;
    return await this.post(this.sign(by, unsignedFile(act)));
  }

  async post(file: DealFile, opens = false): Promise<DealView> {
    const path = `/v1/handover/deals${opens ? '' : `/${this.deal}/acts`}`;
    const reply = await this.#cell.api<DealView & { detail?: string }>('POST', path, {
      token: this.#token,
      body: { file },
    });
    assert.equal(reply.status, 201, reply.body.detail);
    return (this.view = reply.body);
  }

  async look(): Promise<DealView> {
    const path = `/v1/handover/deals/${this.deal}`;
    const { body } = await this.#cell.api<DealView>('GET', path, { token: this.#token });
    return (this.view = body);
  }

  async freezeInventory(): Promise<void> {
    const path = '/v1/handover/inventories';
    const { body } = await this.#cell.api<KeptInventory>('POST', path, { token: this.#token });
    await this.do('seller-a', { act: 'inventory', inventory: body.digest, tags: body.tags });
  }

  async propose(
    by: Signer,
    step: 'letter' | 'terms' | 'licence' | 'seal' | 'acceptance',
    bidder?: string,
  ): Promise<void> {
    const document = digest(`the ${step}`);
    await this.do(by, { act: 'propose', step, document, ...(bidder && { bidder }) });
  }

  async approve(...people: Signer[]): Promise<void> {
    for (const by of people) {
      const { proposal } = await this.look();
      assert.ok(proposal, 'nothing is proposed');
      const expiresAtMs = this.#cell.parts.clock.nowMs() + 20 * DAY_MS;
      const { step, scope } = proposal;
      await this.do(by, { act: 'approve', step, scope, expiresAtMs });
    }
  }

  async work(
    by: Signer,
    step: Extract<Bare, { act: 'done' }>['step'],
    more: object = {},
  ): Promise<void> {
    await this.do(by, { act: 'done', step, evidence: digest(`evidence of ${step}`), ...more });
  }

  /** From the opening to the agreed terms with the first bidder. */
  async toTerms(): Promise<void> {
    await this.post(await this.opening(), true);
    await this.do('mediator-a', { act: 'declare', interests: [] });
    await this.freezeInventory();
    await this.propose('seller-a', 'letter');
    await this.approve('export-a');
    await this.work('seller-a', 'rehearsal', { bidder: 'first', passed: true });
    await this.screen('first', [['Chitra Holdings', 'in', 1_000]]);
    await this.propose('seller-a', 'terms', 'first');
    await this.approve('seller-b', 'first-a');
  }

  /** And on to the end of the seller's epoch. */
  async toFence(): Promise<void> {
    await this.propose('seller-a', 'licence');
    await this.approve('export-a');
    await this.propose('seller-a', 'seal');
    await this.approve('seller-b', 'first-a', 'export-a', 'region-a', 'region-b');
    const untilMs = this.#cell.parts.clock.nowMs() + 59_000;
    await this.work('seller-a', 'freeze', { untilMs });
    this.#cell.parts.clock.advance(8_000);
    for (const step of ['delta', 'keys'] as const) await this.work('seller-a', step);
    await this.work('seller-a', 'fence', { epoch: 1 });
  }

  /** Goes on with the deal at the buyer's, whose log writes it from the seller's end on, to the last act. */
  async goOnAt(buyer: TestCell, token: string): Promise<PaperDeal> {
    const path = `/v1/handover/deals/${this.deal}/events`;
    const { body } = await this.#cell.api<{ events: DealEvent[] }>('GET', path, {
      token: this.#token,
    });
    const reply = await buyer.api('POST', path, { token, body: { events: body.events } });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    const there = new PaperDeal(buyer, token);
    for (const [id, key] of this.#keys) there.#keys.set(id, key);
    await there.work('first-a', 'takeover', { epoch: 2 });
    await there.work('first-a', 'verification', { passed: true });
    await there.propose('first-a', 'acceptance');
    await there.approve('first-b', 'region-a');
    for (const step of ['wind_down', 'proof'] as const) await there.work('seller-a', step);
    return there;
  }

  async screen(
    bidder: string,
    owners: readonly (readonly [string, string, number])[],
  ): Promise<void> {
    await this.do('region-a', {
      act: 'screen',
      bidder,
      owners: owners.map(([name, country, sharePermille]) => ({ name, country, sharePermille })),
      evidence: digest(`owners of ${bidder}`),
      validUntilMs: this.#cell.parts.clock.nowMs() + 90 * DAY_MS,
    });
  }

  #people(...ids: Signer[]) {
    return ids.map((id) => ({
      id,
      name: PEOPLE[id],
      key: rawKeyOf(createPublicKey(this.#key(id))).toString('base64'),
    }));
  }

  #key(id: Signer): KeyObject {
    let key = this.#keys.get(id);
    if (key === undefined) this.#keys.set(id, (key = generateKeyPairSync('ed25519').privateKey));
    return key;
  }
}
