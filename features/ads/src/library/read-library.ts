// Reads the public ad library. Whoever asks, the same ads: only what an order hides is without its content.

import type { Caller } from '@jhalak/contracts';
import {
  COUNT_BANDS,
  SPEND_BANDS,
  type AdLibraryAd,
  type AdLibraryPage,
  type AdLibraryQuery,
  type Band,
} from '@jhalak/contracts/ad-library';
import type { Targeting } from '@jhalak/contracts/ads';
import type { Database } from '@jhalak/ports';
import { cursorOf, readCursor } from '../cursor.ts';
import { fileOf, type MadePicture } from '../pictures/picture-store.ts';
import type { ReportDeps } from '../reports/report.ts';
import type { AdSight } from '../types.ts';
import type { LibraryContent } from './library-store.ts';

const LIMIT_DEFAULT = 24;
const CURSOR = /^[0-9]{1,16} [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Name of the surface. */
export const LIBRARY_SURFACE = 'ads.library';
/** Words of one question that are looked for. */
const WORDS_MAX = 8;
/** Values of a question beside its words. */
const FIXED = 10;

/** Pictures of clips that this caller may see; by videos and visibility, wired in the app. */
interface ClipPosters {
  posters(
    ids: readonly string[],
    caller: Caller | undefined,
  ): Promise<ReadonlyMap<string, { poster: string; caption: string }>>;
}

export interface LibraryDeps extends Pick<ReportDeps, 'book'> {
  database: Database;
  sight: AdSight;
  library: ClipPosters;
}

interface LibraryRow {
  organisation: string;
  ad_id: string;
  creative: string;
  content: LibraryContent;
  first_ms: number;
  last_ms: number;
  shown: number;
  reach: number;
  spend: number;
  placements: AdLibraryAd['placements'];
  targeting: Targeting[];
  name: string | null;
  legal_name: string | null;
  website: string | null;
  verification: string | null;
  made: MadePicture | null;
}

/** @returns the question with so many words; each is its own condition, because only then the index of trigrams is asked. */
const pageOf = (
  words: number,
): string => `SELECT l.organisation, l.ad_id, l.creative, l.content, l.first_ms, l.last_ms, l.shown, l.reach, l.spend,
    l.placements, l.targeting, a.name, a.legal_name, a.website, a.verification, p.made
  FROM ad_library l LEFT JOIN ad_advertisers a ON a.organisation = l.organisation
  LEFT JOIN ad_pictures p ON p.organisation = l.organisation AND p.picture_id::text = l.content ->> 'picture'
  WHERE l.last_ms IS NOT NULL AND (l.last_ms, l.ad_id) < ($1, $2)
    ${Array.from({ length: words }, (_, at) => `AND l.searched LIKE $${at + FIXED + 1}`).join(' ')}
    AND ($3::text IS NULL OR l.organisation = $3) AND ($4::text IS NULL OR $4 = ANY (l.placements))
    AND ($5::text IS NULL OR l.content ->> 'kind' = $5 OR (l.content ->> 'kind' = 'seat' AND l.content ->> 'format' = $5))
    AND ($6::text IS NULL OR $6 = ANY (l.languages)) AND ($7::text IS NULL OR $7 = ANY (l.states))
    AND ($8::bigint IS NULL OR l.last_ms >= $8) AND ($9::bigint IS NULL OR l.first_ms < $9)
  ORDER BY l.last_ms DESC, l.ad_id DESC LIMIT $10`;

/**
 * @returns a page, what was shown last first. @throws `cursor.invalid`. Cost: an index range; words of three letters and more are
 * looked for by an index, shorter ones in all ads.
 */
export async function readLibrary(
  deps: LibraryDeps,
  query: AdLibraryQuery,
  caller: Caller | undefined,
): Promise<AdLibraryPage> {
  const limit = query.limit ?? LIMIT_DEFAULT;
  const [
    belowMs = String(Number.MAX_SAFE_INTEGER),
    belowId = 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ] = readCursor(query.cursor, CURSOR) ?? [];
  const patterns = patternsOf(query.q);
  const asked = { name: `ads.library_${patterns.length}`, text: pageOf(patterns.length) };
  const rows = await deps.database.query<LibraryRow>(asked, [
    ...[Number(belowMs), belowId, query.organisation ?? null],
    ...[query.placement ?? null, query.kind ?? null, query.language ?? null, query.state ?? null],
    ...[query.fromMs ?? null, query.untilMs ?? null, limit],
    ...patterns,
  ]);
  const clips = rows.flatMap(({ content }) => (content.kind === 'clip' ? [content.videoId] : []));
  const posters = clips.length === 0 ? new Map() : await deps.library.posters(clips, caller);
  const { currency, minorDigits } = deps.book();
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    items: rows.map((row) => {
      const seen = deps.sight.maySee(LIBRARY_SURFACE, row.creative, caller);
      const content = seen ? contentOf(row, posters) : undefined;
      return { ...shown(row, 10 ** minorDigits), ...(content === undefined ? {} : { content }) };
    }),
    next: last === undefined ? null : cursorOf(last.last_ms, last.ad_id),
    currency,
  };
}

/** All words, anywhere; what LIKE takes for itself is meant as it stands. */
function patternsOf(q: string | undefined): string[] {
  const words = (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.slice(0, WORDS_MAX).map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
}

function shown(row: LibraryRow, unit: number): Omit<AdLibraryAd, 'content'> {
  const { content, organisation } = row;
  const outside = content.kind === 'seat';
  const name = row.name ?? (outside ? content.sponsor : organisation);
  return {
    id: row.ad_id,
    sponsor: content.kind === 'clip' ? name : content.sponsor,
    advertiser: {
      ...(outside ? {} : { organisation }),
      name,
      ...(row.legal_name === null ? {} : { legalName: row.legal_name }),
      verified: row.verification === 'verified',
      domain: outside ? content.domain : domainOf(content.url),
    },
    ...(outside ? { seat: organisation.replace(/^seat:/, '') } : {}),
    ...{ firstMs: row.first_ms, lastMs: row.last_ms, placements: row.placements },
    shown: bandOf(row.shown, COUNT_BANDS),
    reach: bandOf(row.reach, COUNT_BANDS),
    spend: bandOf(Math.floor(row.spend / unit), SPEND_BANDS),
    targeting: outside ? [] : row.targeting,
  };
}

function contentOf(
  row: LibraryRow,
  posters: ReadonlyMap<string, { poster: string; caption: string }>,
): NonNullable<AdLibraryAd['content']> {
  const { content, organisation } = row;
  switch (content.kind) {
    case 'seat':
    case 'native':
      return { kind: 'native', title: content.title, text: content.text };
    case 'clip':
      return { kind: 'clip', ...posters.get(content.videoId) };
    case 'lock': {
      const { picture, title, alternative } = content;
      const files = (row.made?.renditions ?? []).map((one) =>
        fileOf({ organisation, picture }, one),
      );
      return { kind: 'lock', title, alternative, files };
    }
  }
}

function domainOf(url: string): string {
  return /^https:\/\/([^/:]+)/.exec(url)?.[1] ?? '';
}

/** @param starts rising, from 0. @returns the band that holds the value. */
function bandOf(value: number, starts: readonly number[]): Band {
  const at = starts.findLastIndex((start) => start <= value);
  const below = starts[at + 1];
  return { from: starts[at] ?? 0, ...(below === undefined ? {} : { below }) };
}
