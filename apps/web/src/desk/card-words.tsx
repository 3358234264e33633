import type { CardAge, CardText } from '@jhalak/contracts/cards';
import { GENRES, type Genre } from '@jhalak/contracts/languages';
import { useApp } from '../shell/app-context.ts';

/** The contract's bounds. */
const HEADLINE_MAX = 200;
const SUMMARY_MAX = 600;
const ATTRIBUTION_MAX = 10;

/** A card's words as they are being written. */
export interface Words {
  headline: string;
  summary: string;
  /** One line each. */
  attribution: string;
  genre: Genre;
  age: CardAge;
}

/** @returns them as the API takes them. */
export function textOf({ attribution, headline, summary, genre, age }: Words): CardText {
  const lines = attribution.split('\n').map((line) => line.trim());
  return {
    headline: headline.trim(),
    summary: summary.trim(),
    attribution: lines.filter((line) => line !== '').slice(0, ATTRIBUTION_MAX),
    genre,
    age,
  };
}

interface CardWordsProps {
  words: Words;
  language: string;
  /** Is given how the newest words change. */
  onChange: (change: (now: Words) => Words) => void;
}

/** The fields of a card's words. */
export function CardWords({ words, language, onChange }: CardWordsProps) {
  const { t } = useApp();
  const field = (name: 'headline' | 'summary' | 'attribution', rows: number, max: number) => (
    <label class="field">
      <span>{t(`cardField.${name}`)}</span>
      <textarea
        rows={rows}
        maxLength={max}
        required={name === 'headline'}
        lang={language}
        dir="auto"
        value={words[name]}
        onInput={(event) => {
          const { value } = event.currentTarget;
          onChange((now) => ({ ...now, [name]: value }));
        }}
      />
    </label>
  );
  return (
    <>
      {field('headline', 2, HEADLINE_MAX)}
      {field('summary', 4, SUMMARY_MAX)}
      {field('attribution', 2, HEADLINE_MAX * ATTRIBUTION_MAX)}
      <label class="field">
        <span>{t('cardField.genre')}</span>
        <select
          value={words.genre}
          onChange={(event) => {
            const genre = event.currentTarget.value as Genre;
            onChange((now) => ({ ...now, genre }));
          }}
        >
          {GENRES.map((genre) => (
            <option key={genre} value={genre}>
              {t(`genre.${genre}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={words.age === '18plus'}
          onChange={(event) => {
            const age = event.currentTarget.checked ? '18plus' : 'all';
            onChange((now) => ({ ...now, age }));
          }}
        />
        <span>{t('cardField.adults')}</span>
      </label>
    </>
  );
}
