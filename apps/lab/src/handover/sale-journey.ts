// A live sale with the whole program on both sides, each in a network namespace of its own, while somebody reads and writes: how
// long writes were paused, whether reads ever stopped, whether anything differs, and what is left on the seller's side.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePeople, makePlainClips, Narrator, Sale } from '@jhalak/jhalak';
import { SaleNet, type Place } from './sale-net.ts';

const MAIN = fileURLToPath(new URL('../../../jhalak/src/main.ts', import.meta.url));
const READER = fileURLToPath(new URL('steady-reader.ts', import.meta.url));
const WRITER = fileURLToPath(new URL('first-write.ts', import.meta.url));
const HANDLE = 'asha_sings';
const PASSWORD = 'a long way from home 7';

export interface SaleJourney {
  people: number;
  media: number;
  /** Reads at the seller's, from before the freeze until after the end of its epoch. */
  reads: { count: number; failed: number; slowestMs: number };
  /** From the freeze to the end of the seller's epoch. */
  frozenMs: number;
  /** From the freeze to the first write that the buyer's cell took. */
  pausedMs: number;
  /** Of the rehearsal: people field by field. */
  compared: { people: number; fields: number; different: number };
  /** Of the buyer's verification. */
  verified: { tables: number; rows: number; files: number; differences: number };
  /** Packets that tried to leave any of the three places. */
  left: number;
  /** Rows and files that the wind-down destroyed. */
  destroyed: Record<string, number>;
}

export interface JourneyOptions {
  people: number;
  media: number;
  log: (line: string) => void;
}

export async function saleJourney(options: JourneyOptions): Promise<SaleJourney> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-journey-'));
  await chmod(folder, 0o711);
  const net = new SaleNet();
  const journey = new Journey(net, folder, options);
  try {
    return await journey.run();
  } finally {
    await journey.sale.stop();
    net.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

type Told = Record<string, unknown>;

class Journey {
  readonly sale: Sale;
  readonly #net: SaleNet;
  readonly #folder: string;
  readonly #options: JourneyOptions;

  constructor(net: SaleNet, folder: string, options: JourneyOptions) {
    this.#net = net;
    this.#folder = folder;
    this.#options = options;
    this.sale = new Sale(new Narrator(options.log), {
      ...{ folder, people: options.people, clips: options.media, kind: 'plain' },
      signal: new AbortController().signal,
      launch: (place, argv, env) => net.start(place, [process.execPath, ...argv], env),
    });
  }

  async run(): Promise<SaleJourney> {
    const { sale } = this;
    const person = await this.#world();
    await sale.talks();
    const report = (await this.#command('scratch', 'seller', 'rehearse', '--bidder', 'second'))[
      'evidence'
    ] as { facts: { report: { people: SaleJourney['compared'] } } };
    await sale.secondBidder();
    await sale.agree();
    const reader = await this.#reader(person);
    const cut = await this.#command('seller', 'seller', 'cut-over');
    const read = await reader();
    const frozenAtMs = await this.#frozenAtMs();
    await this.#carry();
    await this.#command('buyer', 'buyer', 'takeover', '--from', join(this.#folder, 'carried'));
    await sale.buyer.start();
    const written = await this.#firstWrite([...[sale.buyer.url, HANDLE, PASSWORD, person.videoId]]);
    const check = (await this.#command('buyer', 'buyer', 'check'))['evidence'] as { facts: Told };
    await sale.accept();
    const destroyed = await this.#windDown();
    const left = this.#net.dropped();
    this.#net.leak();
    assert.ok(this.#net.dropped() > left, 'what leaves is counted');
    const { people, media } = this.#options;
    const { reads, failed, slowestMs } = read as Record<string, number>;
    const compared = check.facts['compared'] as Record<string, number>;
    return {
      ...{ people, media, left, destroyed },
      reads: { count: reads ?? 0, failed: failed ?? -1, slowestMs: Math.round(slowestMs ?? 0) },
      frozenMs: Number(cut['frozenMs']),
      pausedMs: Number(written['writtenAtMs']) - frozenAtMs,
      compared: pick(report.facts.report.people),
      verified: {
        ...{ tables: compared['tables'] ?? 0, rows: compared['rows'] ?? 0 },
        files: compared['files'] ?? 0,
        differences: Number(check.facts['differenceCount']),
      },
    };
  }

  async #world(): Promise<{ token: string; videoId: string }> {
    const { sale } = this;
    const { people, media } = this.#options;
    await sale.seller.make();
    await sale.buyer.make();
    await sale.seller.start();
    return await sale.seller.cell(async (cell) => {
      const { signal } = sale.options;
      await makePlainClips(cell, sale.seller.file('samples'), media, signal);
      await makePeople(cell, people);
      const personId = await cell.accounts.createPerson({
        ...{ handle: HANDLE, password: PASSWORD, ageBand: '18plus' },
      });
      const { token } = await cell.accounts.signIn(HANDLE, PASSWORD);
      const [video] = await cell.parts.database.query<{ video_id: string }>({
        name: 'journey.video',
        text: 'SELECT video_id FROM videos ORDER BY video_id LIMIT 1',
      });
      assert.ok(video !== undefined && personId !== '');
      return { token, videoId: video.video_id };
    });
  }

  /** Somebody reads and writes at the seller's. @returns what stops it and tells. */
  async #reader({
    token,
    videoId,
  }: {
    token: string;
    videoId: string;
  }): Promise<() => Promise<Told>> {
    const { seller } = this.sale;
    const argv = [process.execPath, READER, seller.url, `/v1/videos/${videoId}`, token];
    const child = this.#net.start('seller', argv, seller.env());
    let said = '';
    await new Promise<void>((resolve) =>
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        resolve();
      }),
    );
    return async () => {
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      await ended;
      return JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as Told;
    };
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
    const text = await this.#net.output(place, [process.execPath, ...argv], sale[home].env());
    this.#options.log(`${action}: ${text.trim().slice(-200)}`);
    return JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Told;
  }

  async #firstWrite(args: readonly string[]): Promise<Told> {
    const argv = [process.execPath, WRITER, ...args];
    return JSON.parse(await this.#net.output('buyer', argv, this.sale.buyer.env())) as Told;
  }

  async #frozenAtMs(): Promise<number> {
    const file = this.sale.seller.file('handover', this.sale.deal, '07-freeze.json');
    return Number((JSON.parse(await readFile(file, 'utf8')) as Told)['atMs']);
  }

  /** What people would carry on a disk. */
  async #carry(): Promise<void> {
    const { sale } = this;
    const to = join(this.#folder, 'carried');
    const from = sale.seller.file('handover', sale.deal);
    for (const name of ['packages', 'parcel'])
      await cp(join(from, name), join(to, name), { recursive: true });
    await cp(sale.seller.file('log'), join(to, 'log'), { recursive: true });
    await sale.follow(sale.seller, sale.buyer);
  }

  async #windDown(): Promise<Record<string, number>> {
    const { sale } = this;
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
    return Object.fromEntries(numbers) as Record<string, number>;
  }
}

function pick({ people, fields, different }: SaleJourney['compared']): SaleJourney['compared'] {
  return { people, fields, different };
}
