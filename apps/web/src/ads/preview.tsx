// An ad as people will see it, while it is being written: in the feed before a real clip of this cell, and on a lock screen.

import { useState } from 'preact/hooks';
import type { CreativeContent } from '@jhalak/contracts/ads';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { Genre } from '@jhalak/contracts/languages';
import type { AdPicture } from '@jhalak/contracts/ads-pictures';
import type { LockAd } from '@jhalak/contracts/lock';
import type { Video } from '@jhalak/contracts/videos';
import { timeText } from '../desk/when.ts';
import { AdFace, type AdWords } from '../feed/ads/ad-face.tsx';
import { AdCard } from '../lock/ad-card.tsx';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { useAsked } from './use-asked.ts';
import '../lock/lock.css';
import './preview.css';

type Place = 'feed' | 'lock';
/** Where each kind is shown: a clip needs the feed's player, a picture the whole lock screen. */
const PLACES: Readonly<Record<CreativeContent['kind'], readonly Place[]>> = {
  native: ['feed', 'lock'],
  clip: ['feed'],
  lock: ['lock'],
};

interface PreviewProps {
  content: CreativeContent;
  organisation: string;
  /** Who stands on it where the content does not say. */
  sponsor: string;
  /** Of the people it is for: the card is drawn in their light. */
  language: string;
  genre: Genre;
}

export function Preview(props: PreviewProps) {
  const { t } = useApp();
  const { content } = props;
  const [wanted, setPlace] = useState<Place>('feed');
  const places = PLACES[content.kind];
  const place = places.find((one) => one === wanted) ?? places[0] ?? 'feed';
  const clip = useAsked<Video>(
    content.kind === 'clip' && content.videoId !== '' ? `/v1/videos/${content.videoId}` : null,
  );
  return (
    <div class="ads-preview">
      <Segments
        label={t('adEdit.preview')}
        value={place}
        choices={places.map((one) => [one, t(`adPlace.${one}`)] as const)}
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
  const words: Omit<AdWords, 'content'> = {
    ...{ sponsor: sponsorOf(content, sponsor), label: t('ads.label') },
    button: content.button === '' ? t('adEdit.button') : content.button,
    // An address that is not whole yet would have no button: it leads nowhere here anyway.
    url: /^https:\/\/./u.test(content.url) ? content.url : `https://${location.host}`,
  };
  const card = {
    ...{ kind: 'native' as const, title: titleOf(content) || t('adEdit.title') },
    text: content.kind === 'native' ? content.text || t('adEdit.text') : '',
  };
  return (
    <>
      <article class="card ads-face" lang={language}>
        {content.kind === 'clip' && video !== null ? (
          <AdFace ad={{ ...words, content: { kind: 'clip', video } }} acts={{}} />
        ) : (
          <AdFace ad={{ ...words, content: card }} acts={{}} />
        )}
      </article>
      {next !== undefined && (
        <div class="ads-face-next">
          <img class="poster" src={next.poster} alt="" />
        </div>
      )}
    </>
  );
}

const sponsorOf = (content: CreativeContent, advertiser: string): string =>
  'sponsor' in content && content.sponsor !== '' ? content.sponsor : advertiser;
const titleOf = (content: CreativeContent): string => ('title' in content ? content.title : '');

const NO_ID = '00000000-0000-4000-8000-000000000000';

function OnLock({ content, organisation, sponsor, language, genre, video }: FaceProps) {
  const { t, locale } = useApp();
  const picture = useAsked<AdPicture>(
    content.kind === 'lock' && content.picture !== ''
      ? `/v1/ads/advertisers/${organisation}/pictures/${content.picture}`
      : null,
  );
  const title = content.kind === 'clip' ? (video?.caption ?? '') : titleOf(content);
  const ground = content.kind === 'clip' ? video?.poster : picture.value?.files.at(-1)?.url;
  const ad: LockAd = {
    ...{
      id: NO_ID,
      creative: NO_ID,
      token: '',
      label: t('ads.label'),
      caps: [],
      why: ['everyone'],
    },
    ...{ sponsor: sponsorOf(content, sponsor), title: title === '' ? t('adEdit.title') : title },
    text: content.kind === 'native' ? content.text : '',
    ...{ button: content.button, url: content.url, showingsMax: 1, untilMs: 0 },
  };
  return (
    <div class={`lock ads-face-lock genre-${genre}`}>
      {ground !== undefined && <img class="ads-face-poster" src={ground} alt="" />}
      <AdCard ad={ad} language={language} here />
      <div class="lock-top" aria-hidden="true">
        <div class="lock-clock">
          <time>{timeText(Date.now(), locale)}</time>
        </div>
      </div>
    </div>
  );
}
