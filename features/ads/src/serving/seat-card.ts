// What an outside seat's bid would show: words and an address, or nothing. Its pictures, trackers and scripts are left out, so
// that no phone asks a stranger's machine for anything before somebody taps. Pure.

import { cleanText } from '@jhalak/kernel';
import { readNativeResponse, type Bid } from '@jhalak/openrtb';
import { ASSETS } from './round.ts';

/** A seat's ad, in the words that are shown. */
export interface SeatCard {
  sponsor: string;
  title: string;
  text: string;
  /** Empty: the interface's own word. */
  button: string;
  /** https. */
  url: string;
  /** The advertiser's domain. */
  domain: string;
}

/** As creatives of our own have them; sponsors of seats may be a little longer. */
const TITLE_MAX = 90;
const TEXT_MAX = 140;
const SPONSOR_MAX = 40;
const BUTTON_MAX = 20;
const URL_MAX = 2_000;
/** What people take for one letter, in any script. */
const LETTERS = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** @param markup of the bid, with its macros replaced. @returns the card; undefined for what is none, or says not whose it is. */
export function readSeatCard(bid: Bid, markup: string): SeatCard | undefined {
  const read = readNativeResponse(markup);
  const domain = bid.adomain?.[0];
  if (!read.ok || domain === undefined) return undefined;
  const { assets = [], link } = read.value;
  const words = (id: number): string => {
    const asset = assets.find((one) => one.id === id);
    return cleanText(asset?.title?.text ?? asset?.data?.value ?? '');
  };
  const title = cut(words(ASSETS.title), TITLE_MAX);
  const sponsor = cut(words(ASSETS.sponsor), SPONSOR_MAX);
  if (title === '' || sponsor === '' || !link.url.startsWith('https://')) return undefined;
  if (link.url.length > URL_MAX || !URL.canParse(link.url)) return undefined;
  return {
    ...{ sponsor, title, url: link.url, domain },
    text: cut(words(ASSETS.text), TEXT_MAX),
    button: cut(words(ASSETS.button), BUTTON_MAX),
  };
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const letters = Array.from(LETTERS.segment(text), ({ segment }) => segment);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}
