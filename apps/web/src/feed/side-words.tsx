// Whose clip it is, its words in full, why it is here, and the keys.

import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { ClipMarks } from './clip-chips.tsx';
import { Heard } from './heard.tsx';
import type { FeedClip } from './feed-store.ts';
import type { SidePanelProps } from './side-panel.tsx';

export function SideWords({ clip, onWhy, onHelp }: SidePanelProps & { clip: FeedClip }) {
  const { t, locale } = useApp();
  const { video, reason } = clip;
  const { handle, displayName } = video.creator;
  const furtherTags = video.tags.filter((tag) => !video.caption.includes(`#${tag}`));
  return (
    <aside class="side" aria-label={t('side.label')}>
      <Link href={personPath(handle)} class="side-by">
        <Avatar handle={handle} large />
        <span>
          <b dir="auto">{displayName || `@${handle}`}</b>
          {displayName && (
            <small>
              <bdi>@{handle}</bdi>
            </small>
          )}
        </span>
      </Link>
      <p class="side-caption" lang={video.language} dir="auto">
        {video.caption}
      </p>
      {furtherTags.length > 0 && (
        <p class="side-tags" lang={video.language}>
          {furtherTags.map((tag) => (
            <span key={tag}>#{tag}</span>
          ))}
        </p>
      )}
      <ClipMarks video={video} />
      {video.sound && <Heard sound={video.sound} />}
      <Link href="/how-we-count" class="side-views">
        {t('side.views', {
          count: video.counts.views,
          shown: formatCount(video.counts.views, locale),
        })}
      </Link>
      {reason && (
        <section class="side-why">
          <h2>
            <Icon name="spark" />
            {t('why.title')}
          </h2>
          <p>{reason.text}</p>
          <button type="button" class="button quiet" onClick={onWhy}>
            {t('why.change')}
          </button>
        </section>
      )}
      <button type="button" class="side-keys" onClick={onHelp}>
        <kbd>?</kbd>
        {t('keys.title')}
      </button>
    </aside>
  );
}
