// The sentences behind reasons, in the languages of the interface. Self-written, not reviewed by native speakers.

import { GENRE_NAMES } from '@jhalak/contracts/genre-names';
import { CONTENT_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Reason } from '../reason.ts';
import { REASON_WORDS } from './reason-words.ts';

/** A caption in a reason is cut to this many characters. */
const CAPTION_SHOWN = 40;
const LANGUAGE_NAMES = new Map<string, string>(
  CONTENT_LANGUAGES.map((language) => [language.code, language.name]),
);
const ENGLISH_NAMES = new Map<string, string>(
  CONTENT_LANGUAGES.map((language) => [language.code, language.english]),
);

/** @param name the caption of the clip behind `because_watched`, or the handle behind `reposted`. @returns one sentence. */
export function reasonText(
  reason: Reason,
  locale: InterfaceLanguage,
  name: string | undefined,
): string {
  const texts = REASON_WORDS[locale];
  const genreNames: Readonly<Record<string, string>> = GENRE_NAMES[locale];
  const genre = genreNames[reason.genre] ?? reason.genre;
  const names = locale === 'en' ? ENGLISH_NAMES : LANGUAGE_NAMES;
  const language = names.get(reason.language) ?? reason.language;
  switch (reason.code) {
    case 'because_watched':
      return name === undefined || name === ''
        ? texts.becauseWatchedUnnamed
        : texts.becauseWatched(shorten(name));
    case 'followed':
      return texts.followed;
    case 'reposted':
      return texts.reposted(name ?? '');
    case 'asked':
      if (reason.asked === 'creator') return texts.askedCreator;
      return texts.asked(reason.asked === 'language' ? language : genre);
    case 'language_genre':
      return reason.chosen === true
        ? texts.chose(genre, language)
        : texts.watching(genre, language);
    case 'genre':
      return reason.chosen === true ? texts.choseGenre(genre) : texts.watchingGenre(genre);
    case 'popular':
      return texts.popular(language);
    case 'new':
      return texts.fresh;
    case 'explore':
      return texts.explore(genre);
    case 'repeat':
      return texts.repeat;
  }
}

// Cut between grapheme clusters, so that no Indic letter loses its marks.
const SEGMENTS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function shorten(caption: string): string {
  const letters = Array.from(SEGMENTS.segment(caption), (part) => part.segment);
  return letters.length <= CAPTION_SHOWN
    ? caption
    : `${letters.slice(0, CAPTION_SHOWN).join('').trimEnd()}…`;
}
