// The browser's messages: two chunks a language, the first for watching, the other for all that is fetched later.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { CompiledMessages } from '../i18n/translate.ts';

type Chunk = () => Promise<{ default: CompiledMessages }>;

const FIRST: Readonly<Record<InterfaceLanguage, Chunk>> = {
  en: () => import('virtual:messages/en'),
  hi: () => import('virtual:messages/hi'),
  ta: () => import('virtual:messages/ta'),
  te: () => import('virtual:messages/te'),
  id: () => import('virtual:messages/id'),
};
const MORE: Readonly<Record<InterfaceLanguage, Chunk>> = {
  en: () => import('virtual:messages/en/more'),
  hi: () => import('virtual:messages/hi/more'),
  ta: () => import('virtual:messages/ta/more'),
  te: () => import('virtual:messages/te/more'),
  id: () => import('virtual:messages/id/more'),
};

/** Grows when more is loaded: translators that hold it see the new messages at once. */
const loaded = new Map<InterfaceLanguage, CompiledMessages>();
let wantsMore = false;

/** The messages of the first load, and the others too once any language needed them. @throws when they cannot be had. */
export async function loadCatalogue(locale: InterfaceLanguage): Promise<CompiledMessages> {
  const messages = loaded.get(locale) ?? { ...(await FIRST[locale]()).default };
  loaded.set(locale, messages);
  if (wantsMore) Object.assign(messages, (await MORE[locale]()).default);
  return messages;
}

/** Adds what screens beyond the feed say. @throws when it cannot be had. */
export async function loadMoreMessages(locale: InterfaceLanguage): Promise<void> {
  wantsMore = true;
  await loadCatalogue(locale);
}
