import type { ComponentChildren } from 'preact';
import type { Video } from '@jhalak/contracts/videos';
import { usePreview } from '../looks/use-preview.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { AudienceChip } from '../people/audience-chip.tsx';
import { videoPath } from '../shell/routes.ts';

interface ClipGridProps {
  videos: readonly Video[];
  /** Null when there are no more. */
  onMore: (() => void) | null;
  /** Something to do with a clip, over a corner of its poster. */
  corner?: (video: Video) => ComponentChildren;
}

/** Posters in three columns, each leading to its clip. */
export function ClipGrid({ videos, onMore, corner }: ClipGridProps) {
  const { t } = useApp();
  return (
    <>
      <ul class="clip-grid">
        {videos.map((video) => (
          <li key={video.id}>
            <ClipTile video={video} />
            {corner?.(video)}
          </li>
        ))}
      </ul>
      {onMore !== null && (
        <button type="button" class="button more" onClick={onMore}>
          {t('common.more')}
        </button>
      )}
    </>
  );
}

/** In every language of the interface. The whole words are in the tile's name, and on the clip. */
const AI_SIGN = 'AI';

/** @param props.state where the clip is not public: drawn over the poster and part of the name. */
export function ClipTile({ video, state }: { video: Video; state?: string | undefined }) {
  const { t, locale } = useApp();
  const shown = formatCount(video.counts.views, locale);
  const views = t('side.views', { count: video.counts.views, shown });
  const name = video.caption || t('feed.clipBy', { handle: video.creator.handle });
  const moving = usePreview(video.preview);
  const mark = video.ai && t(`aiMark.${video.ai}`);
  const { audience } = video;
  const narrow = audience && audience !== 'everyone' ? audience : null;
  return (
    <Link href={videoPath(video.id)} class="clip-tile">
      <span class="hidden">
        {[name, mark, narrow && t(`audience.${narrow}`), views].filter(Boolean).join('. ')}
      </span>
      <img src={video.poster} alt="" loading="lazy" decoding="async" />
      <span ref={moving} aria-hidden="true" />
      {mark && (
        <span class="chip chip-ai clip-tile-ai" aria-hidden="true">
          {AI_SIGN}
        </span>
      )}
      {narrow && (
        <span aria-hidden="true">
          <AudienceChip audience={narrow} />
        </span>
      )}
      <span class="clip-tile-foot" aria-hidden="true">
        <Icon name="play" filled />
        {shown}
      </span>
      {state !== undefined && <span class="own-state">{state}</span>}
    </Link>
  );
}
