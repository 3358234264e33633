// The browser's messages: two chunks a language, the first for watching, the other for all that is fetched later.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { takeNumberWords } from '../i18n/numbers.ts';
import type { CompiledMessages } from '../i18n/translate.ts';
import type { WordFiles } from '../session/page-data.ts';

/** Grows when more is loaded: translators that hold it see the new messages at once. */
const loaded = new Map<InterfaceLanguage, CompiledMessages>();
let wantsMore = false;
/** The addresses of one language's words, as the page names them. */
let told: { locale: InterfaceLanguage; files: WordFiles } | undefined;

/** The page names the files of its own language: the list of all of them need not be fetched first. */
export function tellWordFiles(locale: InterfaceLanguage, files: WordFiles): void {
  told = { locale, files };
}

/** @throws when it cannot be had. */
async function fetchWords(
  locale: InterfaceLanguage,
  part: keyof WordFiles,
): Promise<CompiledMessages> {
  if (told?.locale === locale) {
    const module: unknown = await import(/* @vite-ignore */ told.files[part]);
    return (module as { default: CompiledMessages }).default;
  }
  const { FIRST, MORE } = await import('./catalogue-files.ts');
  return (await { first: FIRST, more: MORE }[part][locale]()).default;
}

/** The messages of the first load, and the others too once any language needed them. @throws when they cannot be had. */
export async function loadCatalogue(locale: InterfaceLanguage): Promise<CompiledMessages> {
  const messages = loaded.get(locale) ?? { ...(await fetchWords(locale, 'first')) };
  loaded.set(locale, messages);
  takeNumberWords(locale, messages);
  if (wantsMore) Object.assign(messages, await fetchWords(locale, 'more'));
  return messages;
}

/** Adds what screens beyond the feed say. @throws when it cannot be had. */
export async function loadMoreMessages(locale: InterfaceLanguage): Promise<void> {
  wantsMore = true;
  await loadCatalogue(locale);
}
