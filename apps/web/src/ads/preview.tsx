// An ad as people will see it, while it is being written: in the feed between real clips of this cell, and on a lock screen.

import { useState } from 'preact/hooks';
import type { CreativeContent } from '@jhalak/contracts/ads';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { Genre } from '@jhalak/contracts/languages';
import type { LockCard } from '@jhalak/contracts/lock';
import type { Video } from '@jhalak/contracts/videos';
import { timeText } from '../desk/when.ts';
import { Card } from '../feed/card.tsx';
import { CardFace } from '../lock/card-face.tsx';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { useAsked } from './use-asked.ts';
import '../lock/lock.css';
import './preview.css';

const PLACES = ['feed', 'lock'] as const;
type Place = (typeof PLACES)[number];

interface PreviewProps {
  content: CreativeContent;
  /** Who stands on it where the content does not say. */
  sponsor: string;
  /** Of the people it is for: the card is drawn in their light. */
  language: string;
  genre: Genre;
}

export function Preview(props: PreviewProps) {
  const { t } = useApp();
  const [place, setPlace] = useState<Place>('feed');
  const clip = useAsked<Video>(
    props.content.kind === 'clip' && props.content.videoId !== ''
      ? `/v1/videos/${props.content.videoId}`
      : null,
  );
  return (
    <div class="ads-preview">
      <Segments
        label={t('adEdit.preview')}
        value={place}
        choices={PLACES.map((one) => [one, t(`adPlace.${one}`)] as const)}
        onChange={setPlace}
      />
      <figure class="ads-phone over-picture" aria-label={t('adEdit.preview')}>
        <div class="ads-phone-screen" inert>
          {place === 'feed' ? (
            <InFeed {...props} video={clip.value} />
          ) : (
            <OnLock {...props} video={clip.value} />
          )}
        </div>
      </figure>
    </div>
  );
}

type FaceProps = PreviewProps & { video: Video | null };

/** The ad with a real clip of this cell coming after it. */
function InFeed({ content, sponsor, video, language }: FaceProps) {
  const { t } = useApp();
  const feed = useAsked<FeedPage>('/v1/feeds/for-you');
  const next = feed.value?.items[0]?.video;
  return (
    <>
      <article class="card ads-face">
        {content.kind === 'clip' && video !== null && <ClipCard video={video} />}
        {content.kind !== 'clip' && (
          <div class="ads-face-words" lang={language} dir="auto">
            <b>{'title' in content && content.title !== '' ? content.title : t('adEdit.title')}</b>
            {content.kind === 'native' && (
              <p>{content.text === '' ? t('adEdit.text') : content.text}</p>
            )}
          </div>
        )}
        <div class="ads-face-foot">
          <span class="chip ads-label">
            {t('ads.label')} · {'sponsor' in content ? content.sponsor : sponsor}
          </span>
          <span class="button primary">
            {content.button === '' ? t('adEdit.button') : content.button}
            <Icon name="link" />
          </span>
        </div>
      </article>
      {next !== undefined && (
        <div class="ads-face-next">
          <ClipCard video={next} />
        </div>
      )}
    </>
  );
}

function ClipCard({ video }: { video: Video }) {
  return (
    <Card
      clip={{ key: video.id, slot: null, video, reason: null }}
      at={0}
      active
      onWhy={() => undefined}
    />
  );
}

function OnLock({ content, sponsor, language, genre, video }: FaceProps) {
  const { t, locale } = useApp();
  const title = 'title' in content ? content.title : (video?.caption ?? '');
  const card: LockCard = {
    ...{
      id: '00000000-0000-4000-8000-000000000000',
      kind: 'clip',
      slot: '',
      age: 'all',
      open: '/',
    },
    ...{ language, genre },
    headline: title === '' ? t('adEdit.title') : title,
    summary: content.kind === 'native' ? content.text : '',
    attribution: [`${t('ads.label')} · ${'sponsor' in content ? content.sponsor : sponsor}`],
  } as LockCard;
  return (
    <div class="lock ads-face-lock">
      {video !== null && content.kind === 'clip' && (
        <img class="ads-face-poster" src={video.poster} alt="" />
      )}
      <CardFace card={card} here moves={false} seenBefore={false} />
      <div class="lock-top" aria-hidden="true">
        <div class="lock-clock">
          <time>{timeText(Date.now(), locale)}</time>
        </div>
      </div>
    </div>
  );
}
