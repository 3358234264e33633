// Sharing a clip: to others with a link, to one's own followers as a repost.

import type { Video } from '@jhalak/contracts/videos';
import { embedCode, embedPath, embedSize } from '../embed/embed-code.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { videoPath } from '../shell/routes.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { copyText } from './copy-link.ts';
import { ShareSheet } from './share-sheet.tsx';

interface ShareClipProps {
  video: Video;
  onChange: (change: (video: Video) => Video) => void;
  onShared: () => void;
  onClose: () => void;
}

export function ShareClip({ video, onChange, onShared, onClose }: ShareClipProps) {
  const app = useApp();
  const { t, api, viewer } = app;
  const reposted = video.viewer?.reposted === true;
  // A name stands beside it: who has none, and whoever made it, passes nothing on.
  const mayRepost = viewer?.handle !== undefined && video.viewer?.own !== true;

  async function repost(on: boolean): Promise<void> {
    const reply = await api.send(on ? 'PUT' : 'DELETE', `/v1/videos/${video.id}/repost`);
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    onChange((one) => (one.viewer ? { ...one, viewer: { ...one.viewer, reposted: on } } : one));
    if (on) onShared();
    app.say(on ? t('share.reposted') : t('share.unreposted'), {
      label: t('common.undo'),
      run: () => void repost(!on),
    });
  }

  async function copyCode(): Promise<void> {
    const title = video.caption || t('feed.clipBy', { handle: video.creator.handle });
    const code = embedCode(app.origin + embedPath(video.id), title, embedSize(video));
    if (await copyText(app, code, t('share.embedCopied'))) onShared();
    onClose();
  }

  return (
    <ShareSheet
      url={app.origin + videoPath(video.id)}
      text={video.caption}
      onShared={onShared}
      onClose={onClose}
    >
      <li>
        <button type="button" onClick={() => void copyCode()}>
          <Icon name="copy" />
          {t('share.embed')}
        </button>
      </li>
      {mayRepost && (
        <li>
          <button
            type="button"
            onClick={() => {
              void repost(!reposted);
              onClose();
            }}
          >
            <Icon name="flip" />
            {reposted ? t('share.unrepost') : t('share.repost')}
          </button>
        </li>
      )}
    </ShareSheet>
  );
}
