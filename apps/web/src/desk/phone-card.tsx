// A card as it will look on a phone: picture under the words, or genre and language where there is none.

import type { Genre } from '@jhalak/contracts/languages';
import { languageName } from '../feed/clip-chips.tsx';
import { isolated } from '../i18n/isolated.ts';
import { useApp } from '../shell/app-context.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import './phone-card.css';

/** What can be drawn: a desk's card or a pack's. */
export interface PhoneCardWords {
  kind: 'story' | 'clip' | 'desk';
  language: string;
  genre: Genre;
  headline: string;
  summary: string;
  attribution: readonly string[];
  story?: { reports: number; origins: number; confirmed: boolean } | undefined;
  picture?: { url: string; focus: { x: number; y: number }; alternative: string } | undefined;
}

/** @param props.timeText stands on the clock. */
export function PhoneCard({ card, timeText }: { card: PhoneCardWords; timeText: string }) {
  const { t } = useApp();
  const { picture, story } = card;
  return (
    <figure class={`phone over-picture genre-${card.genre}${picture ? '' : ' is-drawn'}`}>
      {picture === undefined ? (
        <div class="phone-drawn" aria-hidden="true">
          <i />
          <i>
            <GenreSign genre={card.genre} />
            <span lang={card.language}>{languageName(card.language)}</span>
          </i>
        </div>
      ) : (
        <img
          src={picture.url}
          alt={picture.alternative}
          style={{ objectPosition: `${picture.focus.x * 100}% ${picture.focus.y * 100}%` }}
        />
      )}
      <time class="phone-clock" aria-hidden="true">
        {timeText}
      </time>
      <figcaption class="phone-words" lang={card.language}>
        <span class="chips">
          <span class={`chip genre-${card.genre}`}>{t(`genre.${card.genre}`)}</span>
          <span class="chip">{languageName(card.language)}</span>
        </span>
        <b dir="auto">{card.headline}</b>
        {card.summary !== '' && (
          <span class="phone-summary" dir="auto">
            {card.summary}
          </span>
        )}
        {story !== undefined && <StoryLine story={story} />}
        <small>{card.attribution.map(isolated).join(' · ')}</small>
      </figcaption>
    </figure>
  );
}

/** "5 reports, 1 origin · not confirmed". */
export function StoryLine({ story }: { story: NonNullable<PhoneCardWords['story']> }) {
  const { t } = useApp();
  return (
    <span class="phone-story">
      {t('cards.reports', { count: story.reports })}, {t('cards.origins', { count: story.origins })}
      {!story.confirmed && ` · ${t('cards.unconfirmed')}`}
    </span>
  );
}
