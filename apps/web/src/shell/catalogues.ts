// The browser's catalogues: one chunk a language.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { CompiledMessages } from '../i18n/translate.ts';

const LOADERS: Readonly<Record<InterfaceLanguage, () => Promise<{ default: CompiledMessages }>>> = {
  en: () => import('virtual:messages/en'),
  hi: () => import('virtual:messages/hi'),
  ta: () => import('virtual:messages/ta'),
  te: () => import('virtual:messages/te'),
  id: () => import('virtual:messages/id'),
};

/** @throws when the chunk cannot be had. */
export async function loadCatalogue(locale: InterfaceLanguage): Promise<CompiledMessages> {
  return (await LOADERS[locale]()).default;
}
