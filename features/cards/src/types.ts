// What the rest of the house gives to cards, and gets from it.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { CardAge, CardApproval, CardKind, CardState, CardText } from '@jhalak/contracts/cards';
import type { LockCard } from '@jhalak/contracts/lock';
import type { JournalEvent } from '@jhalak/ports';

/** One encoding of a card's picture, in the blob store. */
export interface CardRendition {
  /** Blob key. */
  key: string;
  format: 'avif' | 'webp';
  widthPx: number;
  heightPx: number;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/** A card's picture in all its encodings. */
export interface CardPicture {
  /** Where the eye goes, 0 to 1 from left and top. */
  focus: { x: number; y: number };
  /** Base64 of ThumbHash. */
  thumbhash: string;
  /** What it shows, for those who don't see it; may be empty. */
  alternative: string;
  credit?: string;
  /** 1 or more, ascending by width. */
  renditions: readonly CardRendition[];
}

/** A silent moving picture: a faststart MP4. */
export interface CardLoop {
  key: string;
  widthPx: number;
  heightPx: number;
  bytes: number;
  sha256: string;
}

/** An item's words in one language. */
export interface CardTelling {
  /** BCP 47, one of the content languages. */
  language: string;
  /** One line, never empty, at most HEADLINE_MAX characters. */
  headline: string;
  /** At most SUMMARY_MAX characters; may be empty. */
  summary: string;
  /** Whose words and pictures these are, one line each; never empty for a story. */
  attribution: readonly string[];
  /** Texts of its reports that may not be quoted any more: a summary that holds a sentence of them goes at once. */
  closedTexts?: readonly string[];
}

/** A picture that is there already. */
interface MadePicture {
  kind: 'made';
  /** The best one, or `undefined` for none. */
  picture: CardPicture | undefined;
  /** Blob keys of every picture of the item that may be shown now; absent: only those of `picture`. */
  standingKeys?: readonly string[];
}

/** What a card can be made of, as the item's owner knows it now. */
export interface CardMaterial {
  kind: Exclude<CardKind, 'desk'>;
  /** The story's or the clip's id. */
  itemId: string;
  /** One a language in which it can be told; a language that is missing now ends its card. */
  tellings: readonly CardTelling[];
  genre: string;
  age: CardAge;
  /** Where a tap leads, relative to the cell's origin. */
  openPath: string;
  /** When it happened, or was published; of a story that goes on, when the last thing new about it was. */
  happenedAtMs: number;
  /** 0 to 1: how fast independent origins take it up; not how many reports there are. 0 where nobody counts. */
  trend: number;
  /** Of a clip; 0 for a story. */
  durationMs: number;
  /** Of a story. */
  story?: NonNullable<LockCard['story']>;
  /** `made`: here it is, or `undefined` for none. `to_make`: cards makes it from the clip before the card is shown. */
  picture: MadePicture | { kind: 'to_make' };
  /** Who made the clip. */
  creatorId?: string;
  /** Whose reports a story rests on. */
  publisherIds: readonly string[];
  /** Of a clip: made or changed by AI. */
  ai?: AiMark;
  sample: boolean;
}

/** Where cards of one kind come from. The one thing through which cards know stories and clips. */
export interface CardMaterials {
  kind: CardMaterial['kind'];
  /** Streams whose events tell that an item changed, each by the item's id. */
  streams: readonly string[];
  /** @returns the item that an event is about; undefined when it does not matter to cards. */
  itemOf(event: JournalEvent): string | undefined;
  /** @returns by item id; items that are gone, dark or nothing to show are missing: their cards are killed. */
  materials(itemIds: readonly string[]): Promise<ReadonlyMap<string, CardMaterial>>;
}

/** What a card's source says now, where somebody has to look at it before it is shown. */
export interface CardCorrection {
  text: CardText;
  story?: NonNullable<LockCard['story']>;
  /** Another picture; absent where it stays. */
  picture?: CardPicture;
}

/** A card as it is stored. */
export interface Card {
  text: CardText;
  cardId: string;
  kind: CardKind;
  itemId: string;
  /** Who made the clip. */
  personId: string | undefined;
  publisherIds: readonly string[];
  language: string;
  openPath: string;
  story: NonNullable<LockCard['story']> | undefined;
  picture: CardPicture | undefined;
  loop: CardLoop | undefined;
  prepared: boolean;
  happenedAtMs: number;
  trend: number;
  durationMs: number;
  /** What is said of its clip on the card; never taken back. */
  ai: AiMark | undefined;
  sample: boolean;
  state: CardState;
  version: number;
  fromMs: number;
  untilMs: number;
  embargoUntilMs: number | undefined;
  proposedAtMs: number;
  changedAtMs: number;
  approval: CardApproval | undefined;
  correction: CardCorrection | undefined;
  ended: { atMs: number; reason: string } | undefined;
}

/** Why a card ended without a person's decision. */
export type EndReason =
  | 'source_dark'
  | 'language_gone'
  | 'creator_gone'
  | 'time_over'
  | 'not_looked_at';
