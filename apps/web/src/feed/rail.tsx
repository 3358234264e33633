// What one can do with the clip on screen. The rail stays under the thumb while clips pass.

import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { Icon } from '../shell/icons.tsx';
import type { FeedClip } from './feed-store.ts';
import type { ClipActions } from './use-clip-actions.ts';

export function Rail({
  clip,
  actions,
  onMore,
}: {
  clip: FeedClip;
  actions: ClipActions;
  onMore: (kind: 'comments' | 'more') => void;
}) {
  const { t, locale } = useApp();
  const { video } = clip;
  const { handle } = video.creator;
  const liked = video.viewer?.liked === true;
  const follows = video.viewer?.followsCreator === true;
  return (
    <div class="rail" role="group" aria-label={t('rail.label')}>
      {video.viewer?.own !== true && (
        <button
          type="button"
          class={follows ? 'rail-follow is-on' : 'rail-follow'}
          aria-pressed={follows}
          aria-label={follows ? t('rail.following', { handle }) : t('rail.follow', { handle })}
          onClick={() => void actions.toggleFollow(video)}
        >
          <Avatar handle={handle} />
          <i>
            <Icon name={follows ? 'check' : 'plus'} />
          </i>
        </button>
      )}
      <div class="rail-item">
        <button
          type="button"
          class={liked ? 'rail-button is-liked' : 'rail-button'}
          aria-pressed={liked}
          aria-label={t('rail.like')}
          onClick={() => void actions.toggleLike(video)}
        >
          <Icon name="heart" filled={liked} />
        </button>
        <span
          class="rail-count"
          aria-label={t('rail.likes', {
            count: video.counts.likes,
            shown: formatCount(video.counts.likes, locale),
          })}
        >
          {formatCount(video.counts.likes, locale)}
        </span>
      </div>
      <div class="rail-item">
        <button
          type="button"
          class="rail-button"
          aria-label={t('comments.title')}
          aria-haspopup="dialog"
          onClick={() => onMore('comments')}
        >
          <Icon name="comment" />
        </button>
        <span class="rail-count">{formatCount(video.counts.comments, locale)}</span>
      </div>
      <div class="rail-item">
        <button
          type="button"
          class="rail-button"
          aria-label={t('rail.share')}
          aria-haspopup="dialog"
          onClick={() => actions.share(video)}
        >
          <Icon name="share" />
        </button>
        <span class="rail-count" aria-hidden="true">
          {t('rail.shareShort')}
        </span>
      </div>
      <button
        type="button"
        class="rail-button"
        aria-pressed={video.viewer?.saved === true}
        aria-label={t('rail.save')}
        onClick={() => actions.save(video)}
      >
        <Icon name="bookmark" filled={video.viewer?.saved === true} />
      </button>
      <button
        type="button"
        class="rail-button"
        aria-label={t('rail.more')}
        aria-haspopup="dialog"
        onClick={() => onMore('more')}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
