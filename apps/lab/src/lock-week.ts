// A simulated week of lock screens against a whole cell: a desk that writes cards in five languages, phones that fetch packs,
// show cards and report. Reactions are dice, loaded by a made-up taste: what comes out says how the mechanics work (repeats,
// bytes a day, mix of genres), and nothing about what people would like.

import { DAY_MS, HOUR_MS, seededRandom, type Random } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';
import { GENRE_NAMES, LANGUAGES_WRITTEN, writeDay } from './lock-desk.ts';
import { SimPhone } from './sim-phone.ts';

export interface WeekOptions {
  days: number;
  /** Of each kind: personal with a taste, personal without, contextual. */
  phones: number;
  cardsADay: number;
  seed: number;
  log(line: string): void;
}

/** What one kind of phone met, over all its days. */
interface KindReport {
  kind: string;
  phones: number;
  showings: number;
  /** Showings of an item that this phone had shown before. */
  repeats: number;
  /** Cards in fetched packs that the phone had shown, and reported, before. */
  offeredSeen: number;
  /** Times when nothing unseen was left to show. */
  nothingNew: number;
  packs: number;
  notModified: number;
  packBytesADay: number;
  fileBytesADay: number;
  /** Of the busiest day of any phone. */
  bytesADayMax: number;
  /** Bits; three is every genre alike. */
  genreEntropy: number;
  /** Share of the showings that were of the two genres that the phone's taste holds. */
  tasteShare: number;
}

export interface WeekReport {
  days: number;
  cards: number;
  seed: number;
  kinds: KindReport[];
}

/** Somebody lights their phone this often in an hour of the day, from 7 to 23. */
const LIGHTS_AN_HOUR = 3;
const HOURS = { from: 7, until: 23 } as const;
/** A phone looks for a pack every second hour. */
const SYNC_EVERY_HOURS = 2;
const KINDS = ['taste', 'no_taste', 'contextual'] as const;

export async function lockWeek(options: WeekOptions): Promise<WeekReport> {
  const cell = await startCell({ startMs: Date.UTC(2026, 0, 5) });
  try {
    const random = seededRandom(options.seed);
    const phones = await makePhones(cell, options.phones, random);
    let cards = 0;
    for (let day = 0; day < options.days; day += 1) {
      cards += await oneDay(cell, phones, options.cardsADay, random);
      options.log(`day ${day + 1}: ${cards} cards written`);
    }
    const kinds = KINDS.map((kind) =>
      reportOf(
        kind,
        phones.filter((phone) => phone.kind === kind),
        options.days,
      ),
    );
    return { days: options.days, cards, seed: options.seed, kinds };
  } finally {
    await cell.close();
  }
}

async function makePhones(cell: TestCell, ofEach: number, random: Random): Promise<SimPhone[]> {
  const phones: SimPhone[] = [];
  for (const kind of KINDS) {
    for (let phone = 0; phone < ofEach; phone += 1) {
      const language = LANGUAGES_WRITTEN[phone % LANGUAGES_WRITTEN.length] ?? 'hi';
      const likes = pickTwo(random);
      phones.push(await SimPhone.make(cell, { kind, language, likes, random }));
    }
  }
  return phones;
}

function pickTwo(random: Random): string[] {
  const first = random.below(GENRE_NAMES.length);
  const second = (first + 1 + random.below(GENRE_NAMES.length - 1)) % GENRE_NAMES.length;
  return [GENRE_NAMES[first] ?? 'news', GENRE_NAMES[second] ?? 'music'];
}

async function oneDay(
  cell: TestCell,
  phones: readonly SimPhone[],
  cardsADay: number,
  random: Random,
): Promise<number> {
  let written = 0;
  for (let hour = 0; hour < DAY_MS / HOUR_MS; hour += 1) {
    if (hour % 3 === 0) {
      written += await writeDay(cell, Math.round(cardsADay / 8), random);
      await cell.drain();
    }
    if (hour >= HOURS.from && hour < HOURS.until) {
      for (const phone of phones) {
        if ((hour - HOURS.from) % SYNC_EVERY_HOURS === 0) await phone.sync();
        for (let light = 0; light < LIGHTS_AN_HOUR; light += 1) phone.light();
      }
    }
    cell.parts.clock.advance(HOUR_MS);
  }
  for (const phone of phones) phone.endDay();
  return written;
}

function reportOf(kind: string, phones: readonly SimPhone[], days: number): KindReport {
  const sum = (read: (phone: SimPhone) => number): number =>
    phones.reduce((all, phone) => all + read(phone), 0);
  const aDay = (bytes: number): number => Math.round(bytes / phones.length / days);
  return {
    kind,
    phones: phones.length,
    showings: sum((phone) => phone.showings),
    repeats: sum((phone) => phone.repeats),
    offeredSeen: sum((phone) => phone.offeredSeen),
    nothingNew: sum((phone) => phone.nothingNew),
    packs: sum((phone) => phone.packs),
    notModified: sum((phone) => phone.notModified),
    packBytesADay: aDay(sum((phone) => phone.packBytes)),
    fileBytesADay: aDay(sum((phone) => phone.fileBytes)),
    bytesADayMax: Math.max(...phones.map((phone) => phone.bytesADayMax)),
    genreEntropy: mean(phones.map((phone) => phone.genreEntropy())),
    tasteShare: mean(phones.map((phone) => phone.tasteShare())),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0) / values.length;
}
