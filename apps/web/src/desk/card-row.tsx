import { useState } from 'preact/hooks';
import type { DeskCard } from '@jhalak/contracts/cards';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import { StoryLine } from './phone-card.tsx';
import { dateTimeText } from './when.ts';

interface CardRowProps {
  card: DeskCard;
  current: boolean;
  onOpen: () => void;
}

/** One card of the list. */
export function CardRow({ card, current, onOpen }: CardRowProps) {
  const { t, locale } = useApp();
  const embargo = card.embargoUntilMs;
  // A picture that is ordered dark, or gone, leaves its place to the sign.
  const [lost, setLost] = useState(false);
  return (
    <button
      type="button"
      class="card-row"
      aria-current={current ? 'true' : undefined}
      onClick={onOpen}
    >
      {card.picture === undefined || lost ? (
        <i class={`card-row-sign genre-${card.genre}`} aria-hidden="true">
          <GenreSign genre={card.genre} />
        </i>
      ) : (
        <img src={card.picture.url} alt="" loading="lazy" onError={() => setLost(true)} />
      )}
      <span>
        <b dir="auto" lang={card.language}>
          {card.headline}
        </b>
        <small>
          {t(`cardKind.${card.kind}`)} ·{' '}
          <span lang={card.language}>{languageName(card.language)}</span> ·{' '}
          {dateTimeText(card.proposedAtMs, locale)}
        </small>
        {card.story !== undefined && <StoryLine story={card.story} />}
        <span class="chips">
          {card.correction !== undefined && (
            <span class="chip chip-hot">{t('cards.correctionWaits')}</span>
          )}
          {embargo !== undefined && (
            <span class="chip">
              {t('cards.embargoUntil', { when: dateTimeText(embargo, locale) })}
            </span>
          )}
          {card.age === '18plus' && (
            <span class="chip" dir="ltr">
              18+
            </span>
          )}
          {card.state === 'approved' && !card.prepared && (
            <span class="chip">{t('cards.notPrepared')}</span>
          )}
          {card.sample && <span class="chip chip-sample">{t('chip.sample')}</span>}
        </span>
      </span>
    </button>
  );
}
