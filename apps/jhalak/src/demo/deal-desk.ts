// A deal's papers and acts as whoever holds a key would type them, on the real program of two homes.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@jhalak/kernel';
import { handover } from '../commands/handover.ts';
import { sha256 } from '../handover/steps/evidence.ts';
import { DemoHome, type DemoHomeOptions } from './demo-home.ts';
import type { Narrator } from './narrator.ts';
import { partiesOf, type Parties } from './parties.ts';

export interface SaleOptions {
  /** New; holds both homes and what is carried between them. */
  folder: string;
  people: number;
  clips: number;
  /** `drawn`: the sample world's, encoded by the running program; `plain`: quick ones, for tests. */
  kind: 'drawn' | 'plain';
  signal: AbortSignal;
  /** Learned models that go along on licence, with commas; default none: the buyer learns anew. */
  licensed?: string;
  /** Databases of a server that is there already; default: each home has its own. */
  databases?: { seller: string; buyer?: string };
  /** Starts a program on an owner's side of a network; default: here. */
  launch?: (
    side: 'seller' | 'buyer',
    ...given: Parameters<NonNullable<DemoHomeOptions['launch']>>
  ) => ReturnType<NonNullable<DemoHomeOptions['launch']>>;
}

/** Read-only for so long at most. */
export const FREEZE_MAX_MS = 600_000;
const REGION = 'in';

/** Both homes, the deal between them, and what its people can do. */
export class DealDesk {
  readonly told: Narrator;
  readonly options: SaleOptions;
  readonly seller: DemoHome;
  readonly buyer: DemoHome;
  deal = '';
  #parties: Pick<Parties, 'key'> | undefined;

  constructor(told: Narrator, options: SaleOptions) {
    this.told = told;
    this.options = options;
    const at = (name: 'seller' | 'buyer'): DemoHome => {
      const databaseUrl = options.databases?.[name];
      const folder = join(options.folder, name);
      const { launch } = options;
      return new DemoHome({
        ...{ folder, region: REGION },
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
        ...(launch === undefined ? {} : { launch: (argv, env) => launch(name, argv, env) }),
      });
    };
    this.seller = at('seller');
    this.buyer = at('buyer');
  }

  get parties(): Pick<Parties, 'key'> {
    if (this.#parties === undefined) throw new Error('there is no deal yet');
    return this.#parties;
  }

  /** Begins with the keys of a new deal's people. */
  protected haveParties(made: Pick<Parties, 'key'>): void {
    this.#parties = made;
  }

  /** Goes on with the deal of an earlier process in the same folder. */
  resume(deal: string): void {
    this.deal = deal;
    this.#parties = partiesOf(join(this.options.folder, 'people'));
  }

  /** Carries the deal's events from one machine to the other. */
  async follow(from: DemoHome, to: DemoHome): Promise<void> {
    const bundle = join(this.options.folder, 'events.json');
    await from.run(handover, 'events', this.deal, '--out', bundle);
    await to.run(handover, 'follow', this.deal, '--from', bundle);
  }

  /** Owners are looked at; the evidence is a document outside of the machine. */
  async screen(
    bidder: string,
    owners: { name: string; country: string; sharePermille: number }[],
  ): Promise<void> {
    for (const { name, country, sharePermille } of owners)
      this.told.fact(`owner of ${bidder}`, `${name} (${country}), ${sharePermille / 10} %`);
    await this.act('seller-counsel', 'screen', {
      ...{ bidder, owners, evidence: paper(`screening of the owners of ${bidder}`) },
      validUntilMs: Date.now() + 90 * 86_400_000,
    });
  }

  /** An act in one command, as whoever holds the key would type it. */
  async act(person: string, name: string, fields: object, home = this.seller): Promise<void> {
    const from = join(this.options.folder, 'fields.json');
    await writeFile(from, JSON.stringify(fields));
    const key = this.parties.key(person);
    await home.run(handover, 'act', this.deal, name, '--from', from, '--key', key);
  }

  /** Proposes a document. */
  async propose(
    person: string,
    step: string,
    text: string,
    bidder?: string,
    home = this.seller,
  ): Promise<void> {
    const file = text.endsWith('.json') ? text : join(this.options.folder, `${step}.txt`);
    if (file !== text) await writeFile(file, `${text} (simulated)\n`);
    const whose = bidder === undefined ? [] : ['--bidder', bidder];
    const key = this.parties.key(person);
    const args = ['--document', file, ...whose, '--key', key];
    await home.run(handover, 'propose', this.deal, step, ...args);
  }

  /** Somebody who may ends the deal. */
  async abort(person: string, reason: string): Promise<void> {
    const key = this.parties.key(person);
    await this.seller.run(handover, 'abort', this.deal, '--reason', reason, '--key', key);
  }

  async approve(person: string, home = this.seller): Promise<void> {
    await home.run(handover, 'approve', this.deal, '--key', this.parties.key(person));
    this.told.fact('approved', person);
  }

  /** Tries what must not go. @throws Error where it goes. */
  async mustRefuse(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.told.refused(what, messageOf(error));
      return;
    }
    throw new Error(`${what} was not refused`);
  }
}

/** @returns the digest of a paper that stands for one outside of the machine. */
export function paper(what: string): string {
  return sha256(`${what} (simulated)`);
}
