import { useState } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { CONTENT_LANGUAGES } from '@jhalak/contracts/languages';
import { ClipAudience } from '../comments/audience-field.tsx';
import { AudienceOfClip } from '../people/audience.tsx';
import { CAPTION_MAX } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { videoPath } from '../shell/routes.ts';
import { CoverOfClip } from '../looks/cover-of-clip.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SubtitlesOfClip } from '../subtitles/clip-subtitles.tsx';
import { ClipRemix } from './clip-remix.tsx';
import { CountingOfClip } from './clip-counting.tsx';
import { SourcesOfClip } from './clip-sources.tsx';

interface ClipSheetProps {
  video: Video;
  onChange: (video: Video) => void;
  onClose: () => void;
}

/** What one can do with an own clip: open, change its words, delete and bring back. */
export function ClipSheet({ video, onChange, onClose }: ClipSheetProps) {
  const app = useApp();
  const { t, api } = app;
  const [caption, setCaption] = useState(video.caption);
  const [language, setLanguage] = useState<string>(video.language);
  const [problem, setProblem] = useState<string | null>(null);
  const path = `/v1/videos/${video.id}`;

  async function restore(): Promise<void> {
    const reply = await api.send<Video>('POST', `${path}/restore`);
    if (reply.kind === 'ok') {
      onChange(reply.value);
      app.say(t('me.restored'));
    } else sayFailure(app, reply);
    onClose();
  }

  async function remove(): Promise<void> {
    const reply = await api.send<Video>('DELETE', path);
    if (reply.kind === 'ok') {
      onChange(reply.value);
      app.say(t('me.deleted'), { label: t('common.undo'), run: () => void restore() });
    } else sayFailure(app, reply);
    onClose();
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const reply = await api.send<Video>('PATCH', path, { caption, language });
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    onChange(reply.value);
    onClose();
  }

  const isSame = caption === video.caption && language === video.language;
  if (video.state === 'deleted') {
    return (
      <Sheet title={t('state.deleted')} onClose={onClose}>
        <p class="soft">{t('me.undoHint')}</p>
        <div class="actions">
          <button type="button" class="button primary" onClick={() => void restore()}>
            <Icon name="retry" />
            {t('me.restore')}
          </button>
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={t('me.clip')} onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <label class="field">
          <span>{t('details.caption')}</span>
          <textarea
            rows={3}
            maxLength={CAPTION_MAX}
            value={caption}
            lang={language}
            dir="auto"
            onInput={(event) => setCaption(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t('details.language')}</span>
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            {CONTENT_LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary" disabled={isSame}>
            {t('common.save')}
          </button>
          {video.state === 'published' && (
            <Link href={videoPath(video.id)} class="button">
              <Icon name="play" />
              {t('upload.view')}
            </Link>
          )}
          <button type="button" class="button danger" onClick={() => void remove()}>
            <Icon name="trash" />
            {t('me.delete')}
          </button>
        </div>
      </form>
      {video.state === 'published' && <AudienceOfClip video={video} onChange={onChange} />}
      {video.state === 'published' && <ClipAudience videoId={video.id} />}
      {video.state === 'published' && video.remix && (
        <ClipRemix video={video} rights={video.remix} onChange={onChange} />
      )}
      {video.state === 'published' && <CoverOfClip video={video} onChange={onChange} />}
      {video.state === 'published' && <SubtitlesOfClip video={video} />}
      {video.state === 'published' && <SourcesOfClip videoId={video.id} />}
      {video.state === 'published' && <CountingOfClip videoId={video.id} />}
    </Sheet>
  );
}
