// Cards as the desk sees them.

import type { CardCounts, DeskCard } from '@jhalak/contracts/cards';
import type { Queries } from '@jhalak/ports';
import { posterUrl, type StoredVideo, type Videos } from '@jhalak/videos';
import { fileUrl } from './file-url.ts';
import type { Card } from './types.ts';

const NONE: CardCounts = { glances: 0, dwells: 0, opens: 0, dismisses: 0, saves: 0, shares: 0 };

/** @returns what happened with each card so far; cards without any are missing. Cost: one query. */
export async function countsOf(
  on: Queries,
  cardIds: readonly string[],
): Promise<Map<string, CardCounts>> {
  if (cardIds.length === 0) return new Map();
  const rows = await on.query<{ card_id: string } & CardCounts>(
    {
      name: 'cards.counts',
      text: `SELECT card_id, sum(glances)::bigint AS glances, sum(dwells)::bigint AS dwells, sum(opens)::bigint AS opens,
          sum(dismisses)::bigint AS dismisses, sum(saves)::bigint AS saves, sum(shares)::bigint AS shares
        FROM lock_card_days WHERE card_id = ANY($1::uuid[]) GROUP BY card_id`,
    },
    [cardIds],
  );
  return new Map(rows.map(({ card_id: id, ...counts }) => [id, counts]));
}

/** What a card's view is made of, beside the card. */
export interface DeskViewDeps {
  database: Queries;
  videos: Pick<Videos, 'stored'>;
}

/** @returns the contract's DeskCard of each. Cost: two queries for them all. */
export async function deskCardsOf(
  { database, videos }: DeskViewDeps,
  cards: readonly Card[],
): Promise<DeskCard[]> {
  // A prepared card without a picture has none on the phone either.
  const covered = cards.filter((card) => card.kind === 'clip' && !card.prepared);
  const [counts, clips] = await Promise.all([
    countsOf(
      database,
      cards.map((card) => card.cardId),
    ),
    videos.stored(covered.map((card) => card.itemId)),
  ]);
  return cards.map((card) =>
    deskCardOf(card, counts.get(card.cardId) ?? NONE, clips.get(card.itemId)),
  );
}

function deskCardOf(card: Card, counts: CardCounts, clip: StoredVideo | undefined): DeskCard {
  const { correction, ended, approval, story } = card;
  return {
    id: card.cardId,
    kind: card.kind,
    itemId: card.itemId,
    language: card.language,
    ...card.text,
    open: card.openPath,
    ...(story === undefined ? {} : { story }),
    ...pictureOf(card, clip),
    ...(card.loop === undefined ? {} : { loop: fileUrl(card.cardId, card.loop.sha256) }),
    state: card.state,
    version: card.version,
    prepared: card.prepared,
    fromMs: card.fromMs,
    untilMs: card.untilMs,
    ...(card.embargoUntilMs === undefined ? {} : { embargoUntilMs: card.embargoUntilMs }),
    proposedAtMs: card.proposedAtMs,
    changedAtMs: card.changedAtMs,
    ...(approval === undefined ? {} : { approval }),
    ...(correction === undefined
      ? {}
      : {
          correction: {
            ...correction.text,
            ...(correction.story === undefined ? {} : { story: correction.story }),
            pictureChanges: correction.picture !== undefined,
          },
        }),
    ...(ended === undefined ? {} : { ended }),
    sample: card.sample,
    counts,
  };
}

function pictureOf(
  { cardId, picture, text }: Card,
  clip: StoredVideo | undefined,
): Pick<DeskCard, 'picture'> {
  if (clip !== undefined) {
    const { thumbhash } = clip;
    const focus = { x: 0.5, y: 0.5 };
    return { picture: { url: posterUrl(clip), thumbhash, focus, alternative: text.headline } };
  }
  // The smallest WebP: every browser at a desk shows it.
  const file = picture?.renditions.find((one) => one.format === 'webp');
  if (picture === undefined || file === undefined) return {};
  const { thumbhash, focus, alternative, credit } = picture;
  return {
    picture: {
      url: fileUrl(cardId, file.sha256),
      thumbhash,
      focus,
      alternative,
      ...(credit === undefined ? {} : { credit }),
    },
  };
}
