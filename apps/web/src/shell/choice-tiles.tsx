// Tiles to choose several of: languages in their own scripts, genres with their signs. Used by the first run and settings.

import { CONTENT_LANGUAGES, GENRES, type Genre } from '@jhalak/contracts/languages';
import { useApp } from './app-context.ts';
import { GenreSign } from './genre-sign.tsx';

interface TilesProps<T extends string> {
  chosen: readonly T[];
  onChange: (chosen: readonly T[]) => void;
}

const toggled = <T extends string>(chosen: readonly T[], code: T): readonly T[] =>
  chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code];

export function LanguageTiles({ chosen, onChange }: TilesProps<string>) {
  return (
    <div class="tiles tiles-languages">
      {CONTENT_LANGUAGES.map(({ code, name, english }) => (
        <button
          key={code}
          type="button"
          class="tile"
          lang={code}
          aria-pressed={chosen.includes(code)}
          aria-label={name === english ? name : `${name} (${english})`}
          onClick={() => onChange(toggled(chosen, code))}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

export function GenreTiles({ chosen, onChange }: TilesProps<Genre>) {
  const { t } = useApp();
  return (
    <div class="tiles tiles-genres">
      {GENRES.map((genre) => (
        <button
          key={genre}
          type="button"
          class={`tile tile-genre genre-${genre}`}
          aria-pressed={chosen.includes(genre)}
          onClick={() => onChange(toggled(chosen, genre))}
        >
          <GenreSign genre={genre} />
          <span>{t(`genre.${genre}`)}</span>
        </button>
      ))}
    </div>
  );
}
