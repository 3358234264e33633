// Which file holds the words of which language: two a language. Apart from the first load, which is told its own by the page.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { CompiledMessages } from '../i18n/translate.ts';

type Chunk = () => Promise<{ default: CompiledMessages }>;

export const FIRST: Readonly<Record<InterfaceLanguage, Chunk>> = {
  en: () => import('virtual:messages/en'),
  hi: () => import('virtual:messages/hi'),
  ta: () => import('virtual:messages/ta'),
  te: () => import('virtual:messages/te'),
  id: () => import('virtual:messages/id'),
};
export const MORE: Readonly<Record<InterfaceLanguage, Chunk>> = {
  en: () => import('virtual:messages/en/more'),
  hi: () => import('virtual:messages/hi/more'),
  ta: () => import('virtual:messages/ta/more'),
  te: () => import('virtual:messages/te/more'),
  id: () => import('virtual:messages/id/more'),
};
