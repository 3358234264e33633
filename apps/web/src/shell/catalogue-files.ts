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
  bn: () => import('virtual:messages/bn'),
  mr: () => import('virtual:messages/mr'),
  gu: () => import('virtual:messages/gu'),
  kn: () => import('virtual:messages/kn'),
  ml: () => import('virtual:messages/ml'),
  pa: () => import('virtual:messages/pa'),
  or: () => import('virtual:messages/or'),
  as: () => import('virtual:messages/as'),
  ur: () => import('virtual:messages/ur'),
};
export const MORE: Readonly<Record<InterfaceLanguage, Chunk>> = {
  en: () => import('virtual:messages/en/more'),
  hi: () => import('virtual:messages/hi/more'),
  ta: () => import('virtual:messages/ta/more'),
  te: () => import('virtual:messages/te/more'),
  id: () => import('virtual:messages/id/more'),
  bn: () => import('virtual:messages/bn/more'),
  mr: () => import('virtual:messages/mr/more'),
  gu: () => import('virtual:messages/gu/more'),
  kn: () => import('virtual:messages/kn/more'),
  ml: () => import('virtual:messages/ml/more'),
  pa: () => import('virtual:messages/pa/more'),
  or: () => import('virtual:messages/or/more'),
  as: () => import('virtual:messages/as/more'),
  ur: () => import('virtual:messages/ur/more'),
};
