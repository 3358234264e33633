// `npx jhalak demo sale`: a banned country's operation is sold and revived, on one machine, with the real program on two homes.

import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { user } from '../commands/user.ts';
import { handover } from '../commands/handover.ts';
import { DemoHome, type DemoHomeOptions } from './demo-home.ts';
import { flipOneByte } from './flip.ts';
import type { Narrator } from './narrator.ts';
import { sha256 } from '../handover/steps/evidence.ts';
import type { StepDone } from '../handover/steps/step.ts';
import { banWholeApp, liftBan, staffMember, type Officer } from './officers.ts';
import { makePlainClips } from './plain-clips.ts';
import { makeParties, partiesOf, type Parties } from './parties.ts';
import {
  encoded,
  makeClips,
  makePeople,
  pageOf,
  signUp,
  watch,
  watchPage,
  type Told,
} from './sale-world.ts';
import { actOf } from '@jhalak/handover';
import { messageOf } from '@jhalak/kernel';

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
const FREEZE_MAX_MS = 600_000;
const REGION = 'in';
const HANDLES = ['asha_sings', 'bilal_cooks', 'chitra_runs'] as const;

/** Somebody before the sale, so that it can be said what is the same after it. */
interface Before extends Told {
  follows: string[];
  page: string[];
  taste: string;
}

/** A sale as far as it has come. */
export class Sale {
  readonly told: Narrator;
  readonly options: SaleOptions;
  readonly seller: DemoHome;
  readonly buyer: DemoHome;
  deal = '';
  people: Before[] = [];
  orderId = '';
  readOnlyMs = 0;
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

  /** Goes on with the deal of an earlier process in the same folder. */
  resume(deal: string): void {
    this.deal = deal;
    this.#parties = partiesOf(join(this.options.folder, 'people'));
  }

  /** An operation with people and clips. */
  async operation(): Promise<void> {
    const { told, seller, options } = this;
    told.scene(`An operation of ${options.people.toLocaleString('en')} people`);
    told.tell(
      'A real cell on this machine: its own database, files, keys, public log and program. Its people and clips are made up; the clips are drawn and encoded here.',
    );
    await seller.make();
    told.fact('address', await seller.start());
    await seller.cell(async (cell) => {
      const make = options.kind === 'drawn' ? makeClips : makePlainClips;
      const drawing = make(cell, seller.file('samples'), options.clips, options.signal);
      drawing.catch(() => undefined);
      for (const handle of HANDLES) this.people.push(emptyBefore(await signUp(seller, handle)));
      await drawing;
      await makePeople(cell, options.people);
      await encoded(cell, options.clips, options.signal);
      const watchers = await watch(seller, cell, options.people);
      told.fact('people', (options.people + HANDLES.length + watchers).toLocaleString('en'));
      told.fact('clips', String(options.clips));
      for (const person of this.people) await this.#live(person);
    });
    for (const { handle, follows, page } of this.people)
      told.fact(handle, `follows ${follows.length}, watched ${page.length} clips`);
  }

  async #live(person: Before): Promise<void> {
    const { seller } = this;
    person.page = await watchPage(seller, person.token);
    for (const videoId of person.page.slice(0, 2)) {
      const video = await seller.ask('GET', `/v1/videos/${videoId}`, person.token);
      const { handle } = video['creator'] as { handle: string };
      await seller.ask('PUT', `/v1/people/${handle}/follow`, person.token);
      await seller.ask('PUT', `/v1/videos/${videoId}/like`, person.token);
      if (!person.follows.includes(handle)) person.follows.push(handle);
    }
  }

  /** The region closes it, and its staff goes. */
  async ban(): Promise<void> {
    const { told, seller } = this;
    told.scene('The region bans it');
    const officers: Officer[] = [];
    for (const handle of ['legal_one', 'legal_two'])
      officers.push(await staffMember(seller, handle, 'legal_officer'));
    const editor = await staffMember(seller, 'desk_editor', 'editor');
    const [first, second] = officers;
    if (first === undefined || second === undefined) throw new Error('two officers are needed');
    told.tell('An order over the whole app: entered by one officer, released by another.');
    this.orderId = await banWholeApp(seller, [first, second]);
    const [person] = this.people;
    const { status } = await seller.api('GET', '/v1/feeds/for-you', person?.token);
    told.fact('GET /v1/feeds/for-you', `${status}`);
    if (status !== 451) throw new Error('the app is not closed');
    for (const { handle } of [...officers, editor]) {
      const said = await seller.run(
        user,
        'dismiss',
        handle,
        '--reason',
        'the operation was closed',
      );
      told.tell(said);
    }
  }

  /** Parties, inventory, the export side's word. @param until goes no further, for a deal that comes to nothing. */
  async talks(until?: 'opened' | 'inventory'): Promise<void> {
    const { told, seller, options } = this;
    told.scene('Talks begin');
    told.tell(
      'Eleven people of six parties, each with an Ed25519 key in a file of its own. All of them are simulated: what is shown is which signatures are needed, and that nothing goes without them.',
    );
    const made = await makeParties(join(options.folder, 'people'), FREEZE_MAX_MS);
    this.#parties = made;
    const parties = join(options.folder, 'parties.json');
    await writeFile(parties, JSON.stringify(made.open));
    const open = join(options.folder, 'open.json');
    await rm(open, { force: true });
    await seller.run(handover, 'new', parties, '--out', open);
    await seller.run(handover, 'sign', open, '--key', this.parties.key('seller-chief'));
    const { deal } = await seller.json<{ deal: string }>(handover, 'post', open);
    this.deal = deal;
    told.fact('deal', deal);
    if (until === 'opened') return;
    told.tell(
      'The mediator says first where it has money: in the seller and in the second bidder.',
    );
    await this.act('investor-partner', 'declare', {
      interests: ['seller', 'second'].map((side) => ({
        in: side,
        kind: 'shares',
        evidence: paper(`register of shares in ${side}`),
      })),
    });
    told.command('handover inventory --keep');
    const kept = await seller.json<{ digest: string; tags: string[]; items: number }>(
      handover,
      'inventory',
      '--keep',
      ...(options.licensed === undefined ? [] : ['--licence', options.licensed]),
    );
    told.fact('inventory', `${kept.items} items, ${kept.digest.slice(0, 16)}…`);
    told.fact('listed technology', kept.tags.join(', '));
    await this.act('seller-chief', 'inventory', { inventory: kept.digest, tags: kept.tags });
    if (until === 'inventory') return;
    await this.mustRefuse('terms before the letter of intent', () =>
      this.propose('seller-chief', 'terms', 'Terms', 'first'),
    );
    await this.propose('seller-chief', 'letter', 'Letter of intent of the export side');
    await this.approve('bureau-officer');
    told.tell(
      'The export side has given its letter of intent: bidders may read of technology now.',
    );
  }

  /** The first bidder does not pass. */
  async firstBidder(): Promise<void> {
    const { told, seller } = this;
    told.scene('The first bidder fails');
    const report = paper('summary of the inventory');
    await this.act('seller-chief', 'give_copy', {
      ...{ bidder: 'first', copy: report },
      what: 'summary of the inventory, on paper',
    });
    await this.screen('first', [
      { name: 'A fund of the first bidder', country: 'in', sharePermille: 600 },
      { name: 'An owner abroad', country: 'bd', sharePermille: 400 },
    ]);
    await this.mustRefuse('terms with the first bidder', () =>
      this.propose('seller-chief', 'terms', 'Terms', 'first'),
    );
    told.tell('An owner of it is from an excluded country, and the government does not approve.');
    const reason = 'the screening of its owners was not passed';
    await this.act('seller-chief', 'drop_bidder', { bidder: 'first', reason });
    const view = await seller.json<{ out: boolean; bidders: { copies: { what: string }[] }[] }>(
      handover,
      'show',
      this.deal,
      '--as',
      'bidder:first',
    );
    if (!view.out) throw new Error('a bidder that is out still sees the deal');
    told.fact('it now sees', 'that it is out, and what it must return');
    for (const { what } of view.bidders[0]?.copies ?? []) told.fact('to be returned', what);
    await this.act('first-chief', 'return_copy', {
      copy: report,
      evidence: paper('protocol of the return'),
    });
    told.fact('returned', 'the copy; that no other exists cannot be proved');
  }

  /** The very packages of the sale, imported and compared on the seller's machine. */
  async rehearse(): Promise<void> {
    const { told, seller, deal, options } = this;
    told.scene('The rehearsal');
    told.tell(
      'A base is packed while the cell goes on, imported into a scratch install here, compared, searched for what is withheld, and destroyed. Bidders read the report.',
    );
    told.command('handover rehearse DEAL --bidder second --key FILE');
    const key = this.parties.key('seller-chief');
    const people = String(Math.min(1_000, options.people));
    const args = ['--bidder', 'second', '--compare', people, '--key', key];
    for (const line of (await seller.run(handover, 'rehearse', deal, ...args)).split('\n'))
      told.line(line);
  }

  /** Owners of the second bidder, and the government's document. */
  async secondBidder(): Promise<void> {
    const { told } = this;
    told.scene('The second bidder, a local rival');
    await this.screen('second', [
      { name: 'A company of the region', country: 'in', sharePermille: 920 },
      { name: 'A small owner abroad', country: 'cn', sharePermille: 80 },
    ]);
    const [screening] = await this.#screenings('second');
    await this.mustRefuse('a bid with that owner, without the government', () =>
      this.propose('seller-chief', 'terms', 'Terms', 'second'),
    );
    await this.act('ministry-three', 'allow', {
      ...{ bidder: 'second', screening: screening ?? '' },
      document: paper('approval of an owner'),
    });
    told.fact('ministry', 'approves the small owner, by a document of its own');
  }

  async #screenings(bidder: string): Promise<string[]> {
    const kept = await this.seller.cell(async (cell) => await cell.handover.kept(this.deal));
    const found = kept?.state.bidders[bidder]?.screening?.evidence;
    return found === undefined ? [] : [found];
  }

  /** Terms, licence and seal: everybody who must, approves exactly the same. @param until goes no further. */
  async agree(until?: 'terms' | 'licence'): Promise<void> {
    const { told, seller, buyer, options } = this;
    told.scene('Terms, export licence, the region’s final seal');
    await buyer.make();
    const { cell } = await seller.json<{ cell: string }>(handover, 'show', this.deal);
    const { recipient, nextKey } = await buyer.json<{ recipient: string; nextKey: string }>(
      handover,
      'recipient',
      cell,
    );
    told.fact('the buyer’s own key', `${recipient.slice(0, 16)}…, made in its own home`);
    const terms = {
      ...{ recipient, nextKey, price: 'simulated' },
      people: 'all who do not object',
    };
    const file = join(options.folder, 'terms.json');
    await writeFile(file, JSON.stringify(terms));
    await this.propose('seller-chief', 'terms', file, 'second');
    await this.approve('seller-counsel');
    await this.approve('second-chief');
    if (until === 'terms') return;
    await this.propose('seller-chief', 'licence', 'Export licence');
    await this.approve('bureau-officer');
    if (until === 'licence') return;
    await this.mustRefuse('a cut-over without the final seal', () => this.cutOver());
    await this.propose('seller-chief', 'seal', 'Final seal');
    await this.mustRefuse('the region’s seal before all others', () =>
      this.approve('ministry-one'),
    );
    for (const person of ['seller-counsel', 'second-chief', 'bureau-officer'])
      await this.approve(person);
    for (const person of ['ministry-one', 'ministry-two']) await this.approve(person);
  }

  /** Freeze, delta, keys, fence. */
  async cutOver(): Promise<void> {
    const key = this.parties.key('seller-chief');
    await this.seller.run(handover, 'cut-over', this.deal, '--key', key);
  }

  /** The same, told. */
  async tellCutOver(): Promise<void> {
    const { told, seller } = this;
    told.scene('The cut-over');
    await seller.cell(async (cell) => {
      for (const person of this.people)
        person.taste = JSON.stringify(await cell.taste.viewer(person.personId));
    });
    told.tell(
      'The cell goes read-only; what changed since the base is packed; keys go; the epoch ends.',
    );
    told.command('handover cut-over DEAL --key FILE');
    const key = this.parties.key('seller-chief');
    const { frozenMs } = await seller.json<{ frozenMs: number }>(
      handover,
      'cut-over',
      this.deal,
      ...['--key', key],
    );
    this.readOnlyMs = frozenMs;
    told.fact(
      'read-only',
      `${(frozenMs / 1_000).toFixed(1)} s until the seller’s epoch was over; ${FREEZE_MAX_MS / 1_000} s at most`,
    );
    const [person] = this.people;
    const { status, body } = await seller.api('PATCH', '/v1/profile', person?.token, {
      bio: 'late',
    });
    told.refused('a change on the old machine', `${status} ${String(body['code'])}`);
  }

  /** What was packed, the keys and the log go to the buyer; one changed byte is refused. */
  async takeOver(): Promise<void> {
    const { told, seller, buyer, deal, options } = this;
    told.scene('The buyer takes over');
    const carried = seller.file('handover', deal);
    await cp(seller.file('log'), join(carried, 'log'), { recursive: true });
    await this.follow(seller, buyer);
    const key = this.parties.key('second-chief');
    const flipped = join(options.folder, 'flipped');
    await cp(carried, flipped, { recursive: true });
    const { path, at } = await flipOneByte(join(flipped, 'packages', '0000'));
    told.tell(`First a copy in which one bit of one byte was changed (${path}, byte ${at}).`);
    await this.mustRefuse('the changed copy', async () => {
      await buyer.run(handover, 'takeover', deal, '--from', flipped, '--key', key);
    });
    await rm(flipped, { recursive: true });
    told.command('handover takeover DEAL --from FOLDER --key FILE');
    for (const line of (
      await buyer.run(handover, 'takeover', deal, '--from', carried, '--key', key)
    ).split('\n'))
      told.line(line);
    const done = await buyer.json<StepDone>(handover, 'check', deal, '--key', key);
    const facts = done.evidence?.facts ?? {};
    const compared = facts['compared'] as Record<string, number>;
    told.fact(
      'compared',
      Object.entries(compared)
        .map(([name, count]) => `${count} ${name}`)
        .join(', '),
    );
    told.fact('differences', String(facts['differenceCount']));
    if (facts['differenceCount'] !== 0) throw new Error('the two sides differ');
  }

  /** The buyer and the region accept. */
  async accept(): Promise<void> {
    const { told, buyer } = this;
    told.scene('Acceptance');
    await this.propose('second-chief', 'acceptance', 'Acceptance', undefined, buyer);
    await this.approve('second-counsel', buyer);
    await this.approve('ministry-three', buyer);
  }

  /** The order is lifted for the new owner, and people come back. */
  async revive(): Promise<void> {
    const { told, buyer } = this;
    told.scene('Revival');
    told.fact('address', await buyer.start());
    const [first] = this.people;
    if (first === undefined) return;
    const officers: Officer[] = [];
    for (const handle of ['new_legal_one', 'new_legal_two'])
      officers.push(await staffMember(buyer, handle, 'legal_officer'));
    const [one, two] = officers;
    if (one === undefined || two === undefined) throw new Error('two officers are needed');
    const old = await buyer.api('GET', '/v1/accounts/me', first.token);
    told.fact('a session of before', `${old.status}: sessions ended with the old owner`);
    const before = await buyer.api('GET', '/v1/feeds/for-you', await this.#signIn(first));
    told.fact('the order came along', `${before.status} until the region lifts it`);
    if (before.status !== 451) throw new Error('the order did not come along');
    await liftBan(buyer, [one, two], this.orderId);
    told.tell(
      'The order is lifted for the new owner: asked for by one officer, approved by another.',
    );
    for (const person of this.people) await this.#comesBack(person);
  }

  /** The seller destroys what it has, and shows it. */
  async windDown(): Promise<void> {
    const { told, seller, buyer, deal } = this;
    told.scene('The seller winds down');
    await seller.stop();
    await this.follow(buyer, seller);
    const key = this.parties.key('seller-chief');
    for (const step of ['wind-down', 'prove']) {
      told.command(`handover ${step} DEAL --key FILE`);
      const done = await seller.json<StepDone>(handover, step, deal, '--key', key);
      this.#tellDestroyed(done);
      await this.bring(step === 'prove' ? 'proof' : 'wind_down');
    }
  }

  #tellDestroyed({ step, evidence }: StepDone): void {
    const { told } = this;
    const facts = evidence?.facts ?? {};
    const destroyed = facts['destroyed'] as Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(destroyed ?? {}))
      if (typeof value === 'number') told.fact(`destroyed ${name}`, value.toLocaleString('en'));
    if (step !== 'proof') return;
    told.fact('looked for', (facts['looked'] as string[]).join(', '));
    told.fact('found', 'nothing');
    for (const one of facts['notClaimed'] as string[]) told.tell(`Not claimed: ${one}`);
  }

  /** Everything that was signed, in a folder that anybody can check. */
  async certify(): Promise<string> {
    const { told, buyer, seller, deal, options } = this;
    told.scene('The certificate');
    await this.follow(seller, buyer);
    const folder = join(options.folder, 'certificate');
    await buyer.run(handover, 'certify', deal, '--out', folder);
    const { stdout } = await promisify(execFile)('sh', [join(folder, 'verify.sh')]);
    told.fact('sh verify.sh', stdout.trim());
    return folder;
  }

  /** Carries an act that the seller signed to the buyer, whose log writes, and the events back. */
  async bring(step: 'wind_down' | 'proof'): Promise<void> {
    const { seller, buyer, deal } = this;
    const name = step === 'proof' ? '15-proof' : '14-wind-down';
    await buyer.run(handover, 'post', seller.file('handover', deal, `${name}.act.json`));
    await this.follow(buyer, seller);
  }

  /** How long nobody owned the cell, as the deal's events say. */
  async ownerlessMs(): Promise<number> {
    const kept = await this.buyer.cell(async (cell) => await cell.handover.kept(this.deal));
    const at = (step: string): number => {
      const event = kept?.events.find(({ file }) => {
        const act = actOf(file);
        return act?.act === 'done' && act.step === step;
      });
      return event?.atMs ?? Number.NaN;
    };
    return at('takeover') - at('fence');
  }

  /** Carries the deal's events from one machine to the other. */
  async follow(from: DemoHome, to: DemoHome): Promise<void> {
    const bundle = join(this.options.folder, 'events.json');
    await from.run(handover, 'events', this.deal, '--out', bundle);
    await to.run(handover, 'follow', this.deal, '--from', bundle);
  }

  async #signIn({ handle, password }: Before): Promise<string> {
    const session = await this.buyer.ask('POST', '/v1/sessions', undefined, { handle, password });
    return String(session['token']);
  }

  async #comesBack(person: Before): Promise<void> {
    const { told, buyer } = this;
    const token = await this.#signIn(person);
    const page = await pageOf(buyer, token);
    for (const videoId of person.page) await buyer.ask('GET', `/v1/videos/${videoId}`, token);
    const found = await buyer.cell(async (cell) => ({
      follows: (await cell.social.followedBy(person.personId)).size,
      taste: JSON.stringify(await cell.taste.viewer(person.personId)),
    }));
    const same = found.follows === person.follows.length && found.taste === person.taste;
    told.fact(
      person.handle,
      `signed in; ${person.page.length} clips, ${found.follows} follows and taste as before`,
    );
    if (!same || page.length === 0)
      throw new Error(`${person.handle} does not find what was there`);
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

  /** Leaves both programs running when this one ends. */
  release(): void {
    for (const home of [this.seller, this.buyer]) {
      if (home.pid === undefined) continue;
      this.told.fact(
        'still running',
        `${home.url} (${home.folder}; stop it with kill ${home.pid})`,
      );
      home.release();
    }
  }

  async stop(): Promise<void> {
    await this.seller.stop();
    await this.buyer.stop();
  }
}

/** @returns the digest of a paper that stands for one outside of the machine. */
function paper(what: string): string {
  return sha256(`${what} (simulated)`);
}

function emptyBefore(person: Told): Before {
  return { ...person, follows: [], page: [], taste: '' };
}
