// A live sale in three network namespaces: the seller serves and is read all the time, the buyer and the scratch cannot reach
// anybody, what goes from one to the other is carried as files. Real programs everywhere; only the people of the deal, who sign, are
// played here, on the seller's side. A long one can be gone through in several processes, stage by stage.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePeople, makePlainClips, Narrator, Sale } from '@jhalak/jhalak';
import { carryBase, carryRest } from './carried-disk.ts';
import { JourneyNotes } from './journey-notes.ts';
import { firstWrite, HANDLE, PASSWORD, startReader } from './journey-people.ts';
import type { JourneyOptions, SaleJourney, Stages } from './journey-told.ts';
import { SaleNet, type Place } from './sale-net.ts';
import { watchClips } from './watching-people.ts';

const MAIN = fileURLToPath(new URL('../../../jhalak/src/main.ts', import.meta.url));

/** @returns what was measured; undefined when there is more to do, with the same folder. */
export async function saleJourney(options: JourneyOptions): Promise<SaleJourney | undefined> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'jhalak-journey-')));
  const { people, media, clips } = options;
  const notes = await JourneyNotes.open<Stages>(folder, { people, media, clips });
  await chmod(folder, 0o711);
  const net = new SaleNet();
  const journey = new Journey(net, folder, options, notes);
  let isOver = options.folder === undefined;
  try {
    const told = await journey.run();
    isOver ||= told !== undefined;
    return told;
  } finally {
    await journey.sale.stop();
    net.close();
    if (isOver) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

type Told = Record<string, unknown>;

class Journey {
  readonly sale: Sale;
  readonly #net: SaleNet;
  readonly #folder: string;
  readonly #options: JourneyOptions;
  readonly #notes: JourneyNotes<Stages>;
  #peakMb: Record<string, number> = {};

  constructor(net: SaleNet, folder: string, options: JourneyOptions, notes: JourneyNotes<Stages>) {
    this.#net = net;
    this.#folder = folder;
    this.#options = options;
    this.#notes = notes;
    this.sale = new Sale(new Narrator(options.log), {
      ...{ folder, people: options.people, clips: options.media, kind: 'plain' },
      signal: new AbortController().signal,
      launch: (place, argv, env) => net.start(place, [process.execPath, ...argv], env),
    });
  }

  async run(): Promise<SaleJourney | undefined> {
    const notes = this.#notes;
    await notes.through('world', false, async () => await this.#world());
    if (!this.#goesOn('world')) return undefined;
    if (!notes.isDone('sale')) await this.sale.seller.start();
    await notes.through('talks', false, async () => await this.#talks());
    this.sale.resume(notes.of('talks').deal);
    await notes.through('rehearsal', true, async () => await this.#rehearsal());
    if (!this.#goesOn('rehearsal')) return undefined;
    await notes.through('agreement', false, async () => await this.#agreement());
    await notes.through('sale', false, async () => await this.#cutOver());
    if (!this.#goesOn('sale')) return undefined;
    await notes.through('end', false, async () => await this.#end());
    return this.#told();
  }

  /** Nothing tried to leave so far, and there is time for more. */
  #goesOn(stage: string): boolean {
    assert.equal(this.#net.dropped(), 0, `something tried to leave by the end of ${stage}`);
    return this.#options.mayGoOn?.() ?? true;
  }

  #told(): SaleJourney {
    const left = this.#net.dropped();
    this.#net.leak();
    assert.ok(this.#net.dropped() > left, 'what leaves is counted');
    const { people, media } = this.#options;
    const [rehearsal, sale, end] = [
      this.#notes.of('rehearsal'),
      this.#notes.of('sale'),
      this.#notes.of('end'),
    ];
    const { compared, withheld } = rehearsal;
    return {
      ...{ people, media, watching: this.#notes.of('world').watching, compared, withheld },
      ...sale,
      ...{ left, destroyed: end.destroyed, tookMs: this.#notes.tookMs },
      peakMb: { rehearse: rehearsal.peakMb, ...sale.peakMb, ...end.peakMb },
    };
  }

  async #world(): Promise<Stages['world']> {
    const { sale } = this;
    const { people, media, clips, log } = this.#options;
    await sale.seller.make();
    await sale.buyer.make();
    await sale.seller.cell(async (cell) => {
      await cell.border.cellId();
      await makePlainClips(cell, sale.seller.file('samples'), media, sale.options.signal);
      await cell.drain();
      await makePeople(cell, people);
      log(`${people} people, ${media} clips`);
    });
    const watching = await sale.seller.cell(async (cell) => await watchClips(cell, clips, log));
    log(JSON.stringify(watching));
    return await sale.seller.cell(async (cell) => {
      const personId = await cell.accounts.createPerson({
        ...{ handle: HANDLE, password: PASSWORD, ageBand: '18plus' },
      });
      const { token } = await cell.accounts.signIn(HANDLE, PASSWORD);
      const [video] = await cell.parts.database.query<{ video_id: string }>({
        name: 'journey.video',
        text: 'SELECT video_id FROM videos ORDER BY video_id LIMIT 1',
      });
      assert.ok(video !== undefined && personId !== '');
      return { token, videoId: video.video_id, watching };
    });
  }

  async #talks(): Promise<Stages['talks']> {
    await this.sale.talks();
    return { deal: this.sale.deal };
  }

  async #rehearsal(): Promise<Stages['rehearsal']> {
    const { evidence } = await this.#command('scratch', 'seller', 'rehearse', '--bidder', 'second');
    const { report } = (evidence as { facts: { report: Told } }).facts;
    const { people, fields, different } = report['people'] as SaleJourney['compared'];
    const { files, pieces, searchedBytes, found } = report['withheld'] as SaleJourney['withheld'];
    return {
      compared: { people, fields, different },
      withheld: { files, pieces, searchedBytes, found },
      peakMb: this.#peakMb['rehearse'] ?? 0,
    };
  }

  async #agreement(): Promise<Stages['agreement']> {
    await this.sale.secondBidder();
    await this.sale.agree();
    return { agreed: true };
  }

  /** From the last minutes of the seller's epoch to the buyer's verification. */
  async #cutOver(): Promise<Stages['sale']> {
    const { sale } = this;
    const person = this.#notes.of('world');
    const reader = await startReader(this.#net, sale.seller, person);
    const disk = join(this.#folder, 'carried');
    await carryBase(sale, disk);
    await this.#command('buyer', 'buyer', 'receive', '--from', disk);
    const cut = await this.#command('seller', 'seller', 'cut-over');
    const { reads, failed, failedAs, slowestMs } = await reader();
    if (failed > 0) this.#options.log(`reads that failed, by status: ${JSON.stringify(failedAs)}`);
    const { facts: delta } = await this.#evidence('08-delta');
    await carryRest(sale, disk);
    await this.#command('buyer', 'buyer', 'takeover', '--from', disk);
    await sale.buyer.start();
    const writtenAtMs = await firstWrite(this.#net, sale.buyer, person.videoId);
    const check = (await this.#command('buyer', 'buyer', 'check'))['evidence'] as { facts: Told };
    const compared = check.facts['compared'] as Record<string, number>;
    const packages = delta['packages'] as { rows: number; bytes: number }[];
    return {
      reads: { count: reads, failed, slowestMs: Math.round(slowestMs) },
      frozenMs: Number(cut['frozenMs']),
      pausedMs: writtenAtMs - Number((await this.#evidence('07-freeze')).atMs),
      packed: {
        rows: packages[0]?.rows ?? 0,
        bytes: packages.reduce((sum, { bytes }) => sum + bytes, 0),
        deltaRows: packages.slice(1).reduce((sum, { rows }) => sum + rows, 0),
      },
      verified: {
        ...{ tables: compared['tables'] ?? 0, rows: compared['rows'] ?? 0 },
        files: compared['files'] ?? 0,
        differences: Number(check.facts['differenceCount']),
      },
      peakMb: this.#peakMb,
    };
  }

  async #evidence(name: string): Promise<{ atMs: number; facts: Told }> {
    const file = this.sale.seller.file('handover', this.sale.deal, `${name}.json`);
    const facts = JSON.parse(await readFile(file, 'utf8')) as Told;
    return { atMs: Number(facts['atMs']), facts };
  }

  /** Acceptance, the seller's end, and its proof. */
  async #end(): Promise<Stages['end']> {
    const { sale } = this;
    await sale.accept();
    await sale.seller.stop();
    await sale.follow(sale.buyer, sale.seller);
    const done = await this.#command('seller', 'seller', 'wind-down');
    await sale.bring('wind_down');
    await this.#command('seller', 'seller', 'prove');
    await sale.bring('proof');
    const { facts } = done['evidence'] as { facts: { destroyed: Told } };
    const numbers = Object.entries(facts.destroyed).filter(
      ([, value]) => typeof value === 'number',
    );
    const destroyed = Object.fromEntries(numbers) as Record<string, number>;
    return { destroyed, peakMb: this.#peakMb };
  }

  /** Runs a command of the deal as a program in a place, on a home. */
  async #command(
    place: Place,
    home: 'seller' | 'buyer',
    action: string,
    ...more: string[]
  ): Promise<Told> {
    const { sale } = this;
    const key = sale.parties.key(home === 'seller' ? 'seller-chief' : 'second-chief');
    const argv = [MAIN, 'handover', action, sale.deal, ...more, '--key', key, '--json'];
    const startedMs = performance.now();
    const { text, peakMb } = await this.#net.output(
      place,
      [process.execPath, ...argv],
      sale[home].env(),
    );
    this.#peakMb[action] = peakMb;
    const took = ((performance.now() - startedMs) / 1_000).toFixed(1);
    this.#options.log(`${action}: ${took} s, ${peakMb} MB: ${text.trim().slice(-200)}`);
    return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Told;
  }
}
