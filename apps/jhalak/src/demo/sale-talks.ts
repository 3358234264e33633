// A sale from the first talks to the region's final seal: who must agree agrees, and who must not pass does not.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { handover } from '../commands/handover.ts';
import { DealDesk, FREEZE_MAX_MS, paper } from './deal-desk.ts';
import { makeParties } from './parties.ts';

/** A sale that may still come to nothing. */
export class SaleTalks extends DealDesk {
  /** Parties, inventory, the export side's word. @param until goes no further, for a deal that comes to nothing. */
  async talks(until?: 'opened' | 'inventory'): Promise<void> {
    const { told, seller, options } = this;
    told.scene('Talks begin');
    told.tell(
      'Eleven people of six parties, each with an Ed25519 key in a file of its own. All of them are simulated: what is shown is which signatures are needed, and that nothing goes without them.',
    );
    const made = await makeParties(join(options.folder, 'people'), FREEZE_MAX_MS);
    this.haveParties(made);
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
}
