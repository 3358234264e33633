// An ad among the cards: its picture over the whole screen, or drawn from its words; always with its label and who pays.

import { useState } from 'preact/hooks';
import type { LockAd, LockPicture } from '@jhalak/contracts/lock';
import { AdGround } from '../feed/ads/ad-ground.tsx';
import { useApp } from '../shell/app-context.ts';
import { blurOf } from '../shell/blur-of.ts';
import { useKeptFile } from './use-kept-file.ts';

interface AdCardProps {
  ad: LockAd;
  /** Of the pack, in whose words the ad is. */
  language: string;
  /** On the screen. */
  here: boolean;
}

export function AdCard({ ad, language, here }: AdCardProps) {
  const { t, locale } = useApp();
  const { sponsor, label, title, text, picture } = ad;
  return (
    <article
      class="lock-card lock-ad"
      lang={language}
      aria-label={t('ad.by', { sponsor })}
      aria-hidden={!here}
      inert={!here}
    >
      {picture === undefined ? <AdGround sponsor={sponsor} /> : <AdPicture picture={picture} />}
      <div class={picture === undefined ? 'lock-words is-drawn' : 'lock-words'}>
        <p class="ad-paid">
          <span class="ad-label">{label}</span>
          <b dir="auto" lang={locale}>
            {sponsor}
          </b>
        </p>
        <h2
          class={title.length > LONG_LETTERS ? 'lock-headline is-long' : 'lock-headline'}
          dir="auto"
        >
          {title}
        </h2>
        {text !== '' && (
          <p class="lock-summary" dir="auto">
            {text}
          </p>
        )}
      </div>
    </article>
  );
}

/** Titles of more letters stand smaller. */
const LONG_LETTERS = 60;

function AdPicture({ picture }: { picture: LockPicture }) {
  const url = useKeptFile(picture.file, true);
  const [ready, setReady] = useState<string | undefined>(undefined);
  const objectPosition = `${picture.focus.x * 100}% ${picture.focus.y * 100}%`;
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
