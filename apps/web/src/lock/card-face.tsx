// One card: its picture over the whole screen, or a card that is drawn from its genre, its language and its kind; and its
// words over it.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { LockCard, LockPicture } from '@jhalak/contracts/lock';
import { languageName } from '../feed/clip-chips.tsx';
import { useApp } from '../shell/app-context.ts';
import { blurOf } from '../shell/blur-of.ts';
import { GenreSign } from '../shell/genre-sign.tsx';
import { Icon } from '../shell/icons.tsx';
import { quantityText, valueText } from '../stories/quantity-text.ts';
import { useKeptFile } from './use-kept-file.ts';

interface CardFaceProps {
  card: LockCard;
  /** On the screen; its neighbours are drawn beside it and cannot be reached. */
  here: boolean;
  /** The silent loop may play. */
  moves: boolean;
  seenBefore: boolean;
}

export function CardFace({ card, here, moves, seenBefore }: CardFaceProps) {
  return (
    <article
      class={`lock-card genre-${card.genre}`}
      lang={card.language}
      aria-hidden={!here}
      inert={!here}
    >
      {card.picture === undefined ? (
        <DrawnGround card={card} />
      ) : (
        <Picture picture={card.picture} />
      )}
      {moves && here && card.loop !== undefined && <Loop card={card} />}
      <Words card={card} seenBefore={seenBefore} />
    </article>
  );
}

function Picture({ picture }: { picture: LockPicture }) {
  const url = useKeptFile(picture.file, true);
  const [ready, setReady] = useState<string | undefined>(undefined);
  const objectPosition = `${percent(picture.focus.x)} ${percent(picture.focus.y)}`;
  return (
    <>
      <img class="lock-blur" src={blurOf(picture.thumbhash)} alt="" style={{ objectPosition }} />
      {url !== undefined && (
        <img
          class={ready === url ? 'lock-picture is-ready' : 'lock-picture'}
          src={url}
          alt={picture.alternative}
          style={{ objectPosition }}
          decoding="async"
          draggable={false}
          onLoad={() => setReady(url)}
        />
      )}
    </>
  );
}

function Loop({ card }: { card: LockCard }) {
  const url = useKeptFile(card.loop, true);
  const video = useRef<HTMLVideoElement>(null);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    // A browser that plays nothing by itself leaves the picture.
    video.current?.play().catch(() => undefined);
  }, [url]);
  if (url === undefined) return null;
  return (
    <video
      class={ready ? 'lock-picture is-ready' : 'lock-picture'}
      ref={video}
      src={url}
      muted
      loop
      playsInline
      aria-hidden="true"
      onPlaying={() => setReady(true)}
    />
  );
}

/** Without a picture: the genre's colour as light in the dark, its sign large, the language in its own letters. */
function DrawnGround({ card }: { card: LockCard }) {
  return (
    <div class="lock-drawn" aria-hidden="true">
      <i />
      <i>
        <GenreSign genre={card.genre} />
        <span lang={card.language}>{languageName(card.language)}</span>
      </i>
    </div>
  );
}

/** Headlines of fewer letters stand larger. */
const SHORT_LETTERS = 30;
const LONG_LETTERS = 90;

function Words({ card, seenBefore }: { card: LockCard; seenBefore: boolean }) {
  const { t, locale } = useApp();
  const { length } = card.headline;
  const size = length <= SHORT_LETTERS ? 'is-short' : length > LONG_LETTERS ? 'is-long' : '';
  const lines = [...card.attribution, card.picture?.credit ?? ''].filter((line) => line !== '');
  return (
    <div class={card.picture === undefined ? 'lock-words is-drawn' : 'lock-words'}>
      <div class="chips" lang={locale}>
        {card.kind === 'desk' && <span class="chip lock-desk">{t('lock.desk')}</span>}
        {card.ai && <span class="chip chip-ai">{t(`aiMark.${card.ai}`)}</span>}
        <span class={`chip genre-${card.genre}`}>{t(`genre.${card.genre}`)}</span>
        {card.language !== locale && (
          <span class="chip" lang={card.language}>
            {languageName(card.language)}
          </span>
        )}
        {seenBefore && <span class="chip">{t('lock.seenBefore')}</span>}
      </div>
      <h2 class={`lock-headline ${size}`} dir="auto">
        {card.headline}
      </h2>
      {card.story === undefined ? (
        card.summary !== '' && (
          <p class="lock-summary" dir="auto">
            {card.summary}
          </p>
        )
      ) : (
        <Known story={card.story} />
      )}
      {lines.length > 0 && <p class="lock-lines">{[...new Set(lines)].join(' · ')}</p>}
    </div>
  );
}

/** How a story is known, and where its reports first differ. */
function Known({ story }: { story: NonNullable<LockCard['story']> }) {
  const { t, locale } = useApp();
  const [differ] = story.disagreements;
  return (
    <>
      <p class={story.confirmed ? 'lock-known is-confirmed' : 'lock-known'} lang={locale}>
        <Icon name={story.confirmed ? 'check' : 'question'} />
        <span>
          {t('story.reports', { count: story.reports })}
          {' · '}
          {t('story.origins', { count: story.origins })}
          {' · '}
          <b>{story.confirmed ? t('story.confirmed') : t('story.unconfirmed')}</b>
        </span>
      </p>
      {differ !== undefined && (
        <p class="lock-differ" dir="auto" lang={quantityText(differ.quantity, locale).language}>
          {quantityText(differ.quantity, locale).text}:{' '}
          <b lang={locale}>{valuesOf(differ.values, locale)}</b>
        </p>
      )}
    </>
  );
}

/** "20 crore or 50 crore", in the words of the interface. */
function valuesOf(values: readonly { value: string }[], locale: InterfaceLanguage): string {
  const texts = values.map(({ value }) => valueText(value, locale));
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(texts);
}

const percent = (part: number): string => `${Math.min(Math.max(part, 0), 1) * 100}%`;
