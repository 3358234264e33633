// The word for an ad, and why somebody sees it, in the languages of the interface. Self-written, not reviewed by native speakers.

import type { AdWhyCode } from '@jhalak/contracts/ad-slots';
import { GENRE_NAMES } from '@jhalak/contracts/genre-names';
import {
  CONTENT_LANGUAGES,
  INTERFACE_LANGUAGES,
  type InterfaceLanguage,
} from '@jhalak/contracts/languages';
import { AD_WORDS } from './ad-words.ts';

/** @param language BCP 47. @returns the interface's language for it; English for one that it does not speak. */
export function interfaceLanguage(language: string): InterfaceLanguage {
  return INTERFACE_LANGUAGES.find((one) => one === language) ?? 'en';
}

/** @returns the word that stands on every ad. */
export function labelIn(locale: InterfaceLanguage): string {
  return AD_WORDS[locale].label;
}

/** @returns why, in a sentence. @param about of what stands beside it, and the leanings that decided. */
export function whyText(
  code: AdWhyCode,
  about: { language: string; genre?: string | undefined; interests: readonly string[] },
  locale: InterfaceLanguage,
): string {
  const texts = AD_WORDS[locale];
  switch (code) {
    case 'language':
      return texts.language(languageName(about.language));
    case 'genre':
      return texts.genre(genreName(about.genre ?? '', locale));
    case 'interests':
      return texts.interests(about.interests.map((one) => genreName(one, locale)).join(', '));
    default:
      return texts[code];
  }
}

/** @returns what was not used, or how to take it back. */
export function promiseIn(locale: InterfaceLanguage, personal: boolean): string {
  return personal ? AD_WORDS[locale].personal : AD_WORDS[locale].contextual;
}

function languageName(code: string): string {
  return CONTENT_LANGUAGES.find((language) => language.code === code)?.name ?? code;
}

function genreName(genre: string, locale: InterfaceLanguage): string {
  return (GENRE_NAMES[locale] as Readonly<Record<string, string>>)[genre] ?? genre;
}
