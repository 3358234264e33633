// Turns a message key and its arguments into text of one language.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Messages } from './messages.gen.ts';

type MessageKey = keyof Messages;

/** A compiled catalogue, as `virtual:messages/<language>` exports it. */
export type CompiledMessages = Readonly<
  Record<MessageKey, (given: Record<string, unknown>) => string>
>;

/** Typed by the message: the wrong argument, or a missing one, does not compile. */
export type Translate = <K extends MessageKey>(
  key: K,
  ...given: Messages[K] extends null ? [] : [Messages[K]]
) => string;

/** @returns a translator over one catalogue. Cost of a call: one function call. */
export function translator(messages: CompiledMessages): Translate {
  return (key, ...given) => messages[key](given[0] ?? {});
}

/** The cookie that remembers the interface language; readable by scripts, holds nothing else. */
export const LOCALE_COOKIE = 'jhalak_locale';

/** The first interface language that a list of BCP 47 tags asks for; English when none fits. */
export function chooseLocale(
  languages: readonly InterfaceLanguage[],
  cookie: string | undefined,
  wanted: readonly string[],
): InterfaceLanguage {
  for (const tag of [cookie ?? '', ...wanted]) {
    const base = tag.toLowerCase().split('-')[0];
    // `in` is the code that Android still sends for Indonesian.
    const found = languages.find((language) => language === (base === 'in' ? 'id' : base));
    if (found !== undefined) return found;
  }
  return 'en';
}

/** @returns the tags of an Accept-Language header, most wanted first. Tags beyond the tenth are ignored. */
export function acceptedTags(header: string): string[] {
  const LIMIT = 10;
  return header
    .split(',', LIMIT)
    .map((part) => {
      const [tag = '', ...options] = part.trim().split(';');
      const quality = options.find((option) => option.trim().startsWith('q='));
      return {
        tag: tag.trim(),
        quality: quality === undefined ? 1 : Number(quality.trim().slice(2)),
      };
    })
    .filter((one) => one.tag !== '' && one.quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map((one) => one.tag);
}
