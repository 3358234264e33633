// The sentences behind reasons, in the languages of the interface. Self-written, not reviewed by native speakers.

import { GENRE_NAMES } from '@jhalak/contracts/genre-names';
import { CONTENT_LANGUAGES, INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import type { Reason } from './reason.ts';
import { REASON_WORDS } from './reason-words.ts';

const LANGUAGES = new Map(CONTENT_LANGUAGES.map((language) => [language.code as string, language]));

/** @param packLanguage of the channel; English stands in where the interface does not speak it. @returns one sentence. */
export function reasonText(reason: Reason, packLanguage: string): string {
  const locale = INTERFACE_LANGUAGES.find((one) => one === packLanguage) ?? 'en';
  const texts = REASON_WORDS[locale];
  const genreNames: Readonly<Record<string, string>> = GENRE_NAMES[locale];
  const genre = genreNames[reason.genre] ?? reason.genre;
  const known = LANGUAGES.get(reason.language);
  const language = (locale === 'en' ? known?.english : known?.name) ?? reason.language;
  switch (reason.code) {
    case 'because_watched':
      return texts.becauseWatched;
    case 'followed':
      return texts.followed;
    case 'language_genre':
      return reason.chosen === true ? texts.chose(genre, language) : texts.likes(genre, language);
    case 'genre':
      return reason.chosen === true ? texts.choseGenre(genre) : texts.likesGenre(genre);
    case 'trending':
      return texts.trending(language);
    case 'popular':
      return texts.popular(language);
    case 'new':
      return texts.fresh(language);
    case 'explore':
      return texts.explore(genre);
    case 'editor':
      return texts.editor;
  }
}
