// What a belief or choice is called, and its sign.

import type { Genre } from '@jhalak/contracts/languages';
import { GENRES } from '@jhalak/contracts/languages';
import type { ChoiceKind, TasteBelief } from '@jhalak/contracts/taste';
import { languageName } from '../feed/clip-chips.tsx';
import type { Translate } from '../i18n/translate.ts';
import { Avatar } from '../shell/avatar.tsx';
import { GenreSign } from '../shell/genre-sign.tsx';
import { Icon } from '../shell/icons.tsx';

/** @returns its name in the words of the interface; languages in their own. */
export function nameOf(t: Translate, of: ChoiceKind, value: string): string {
  if (of === 'genre') {
    const genre = genreOf(value);
    return genre === undefined ? value : t(`genre.${genre}`);
  }
  if (of === 'language') return languageName(value);
  if (of === 'creator') return `@${value}`;
  return of === 'tag' ? `#${value}` : value;
}

/** @returns the class that gives a thing its colour. */
export function tintOf({ of, value }: Pick<TasteBelief, 'of' | 'value'>): string {
  return of === 'genre' ? `genre-${value}` : `is-${of}`;
}

/** A small picture of the kind. Decorative. */
export function KindSign({ of, value }: { of: ChoiceKind; value: string }) {
  const genre = of === 'genre' ? genreOf(value) : undefined;
  if (genre !== undefined) return <GenreSign genre={genre} />;
  if (of === 'creator') return <Avatar handle={value} />;
  return <Icon name={of === 'clip' ? 'play' : 'muted'} />;
}

function genreOf(value: string): Genre | undefined {
  return GENRES.find((one) => one === value);
}
