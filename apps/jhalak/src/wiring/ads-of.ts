// Ads among their neighbours: what they may know of people and clips, who pays, and who is asked outside.

import type { Accounts } from '@jhalak/accounts';
import { createAds, LIBRARY_SURFACE, type Ads } from '@jhalak/ads';
import type { Attention } from '@jhalak/attention';
import type { Border } from '@jhalak/border';
import type { Cards } from '@jhalak/cards';
import type { Caller } from '@jhalak/contracts';
import type { Ledger } from '@jhalak/ledger';
import type { Partners } from '@jhalak/partners';
import type { Feature } from '@jhalak/ports';
import type { Social } from '@jhalak/social';
import type { Taste } from '@jhalak/taste';
import { onlookerOf, posterUrl, type Videos } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import { audienceCounter } from '../ads/audience.ts';
import { entryProof } from '../border/entry-proof.ts';
import type { CellParts } from './parts.ts';

interface AdsNeighbours {
  accounts: Accounts;
  attention: Attention;
  border: Border;
  cards: Cards;
  ledger: Ledger;
  partners: Partners;
  social: Pick<Social, 'apart'>;
  taste: Taste;
  videos: Videos;
  visibility: Visibility;
  /** Under which others reach this cell, no path. */
  address: string;
}

/** Genres that ads may ask about, of people who allow it: more would describe a person, not an interest. */
const LEANINGS_MAX = 5;

/** @returns the feature, wired. */
export function adsOf(parts: CellParts, near: AdsNeighbours): Ads & Feature {
  const { database, journal, keys, state, blobs, jobs, clock, ids, random, logger, region } = parts;
  const { border, ledger, taste, videos, visibility } = near;
  // Staff see everything where they decide; as an ad they see what everybody sees.
  const maySeeClip = (
    surface: string,
    videoId: string,
    caller: Caller | undefined,
    apart?: ReadonlySet<string>,
  ): boolean =>
    visibility.check(surface, videoId, { ...onlookerOf(caller), staff: false, apart }).kind ===
    'visible';
  const book = (): ReturnType<Ledger['book']> => ledger.book();
  return createAds({
    ...{ database, journal, blobs, jobs, clock, ids, logger, book },
    ...{ pictures: parts.pictures, workFolder: parts.workFolder },
    people: near.accounts,
    clips: videos,
    killOnLock: async (tx, adIds) => await near.cards.killAds(tx, adIds),
    sight: {
      maySee: (surface, creativeId, caller) =>
        visibility.checkAd(surface, creativeId, onlookerOf(caller)).kind === 'visible',
    },
    currency: () => book().currency,
    minorDigits: () => book().minorDigits,
    log: border.log,
    entryProof: async (entryId) => await entryProof(border, database, entryId),
    money: { ledger, payments: parts.payments, logger, region },
    billing: { keys, random },
    serving: {
      ...{ state, keys, random, attention: near.attention, region, book },
      isOpen: () => ledger.isOpen(),
      clips: {
        remembered: (id) => videos.remembered(id),
        present: (clipIds, caller) => videos.present(clipIds, caller),
        maySee: maySeeClip,
        apart: async (caller) => await apartOf(near.social, caller),
      },
      leanings: { genres: (personId) => leaningsOf(taste, personId) },
    },
    audience: audienceCounter(database, () => clock.nowMs()),
    library: {
      posters: async (clipIds, caller) => {
        const seen = clipIds.filter((id) => maySeeClip(LIBRARY_SURFACE, id, caller));
        const clips = await videos.stored(seen);
        return new Map(
          [...clips].map(([id, clip]) => [id, { poster: posterUrl(clip), caption: clip.caption }]),
        );
      },
    },
    lane: parts.outbound.seats,
    elapsedMs: () => performance.now(),
    exchange: { gate: near.partners.gate, region, address: near.address },
  });
}

const NOBODY: ReadonlySet<string> = new Set();

/** @returns whose clips somebody is not shown in a feed, and so not as ads either. */
async function apartOf(
  social: Pick<Social, 'apart'>,
  caller: Caller | undefined,
): Promise<ReadonlySet<string>> {
  if (caller === undefined) return NOBODY;
  const { blocked, muted } = await social.apart(caller.personId);
  return muted.size === 0 ? blocked : new Set([...blocked, ...muted]);
}

/** @returns genres that somebody leans to, strongest first. */
async function leaningsOf(taste: Pick<Taste, 'viewer'>, personId: string): Promise<string[]> {
  const genres = Object.entries((await taste.viewer(personId))?.genres ?? {});
  return genres
    .filter(([, amount]) => amount > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, LEANINGS_MAX)
    .map(([genre]) => genre);
}
