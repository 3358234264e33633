// Whether others may use the sound of one's own clip, and how it is called; what is chosen holds at once.

import type { Video } from '@jhalak/contracts/videos';
import { useState } from 'preact/hooks';
import { SOUND_TITLE_MAX } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import '../uploads/uploads.css';

type Rights = NonNullable<Video['remix']>;

interface ClipRemixProps {
  video: Video;
  rights: Rights;
  onChange: (video: Video) => void;
}

export function ClipRemix({ video, rights, onChange }: ClipRemixProps) {
  const app = useApp();
  const { t, api } = app;
  const [title, setTitle] = useState(rights.title);
  const [allowed, setAllowed] = useState(rights.allowed);
  async function put(next: Rights): Promise<void> {
    const reply = await api.send<Video>('PUT', `/v1/videos/${video.id}/remix`, next);
    if (reply.kind === 'ok') onChange(reply.value);
    else {
      setAllowed(rights.allowed);
      sayFailure(app, reply);
    }
  }
  return (
    <section class="clip-remix">
      <div class="choice-rows">
        <label>
          <input
            type="checkbox"
            checked={allowed}
            onChange={(event) => {
              setAllowed(event.currentTarget.checked);
              void put({ allowed: event.currentTarget.checked, title });
            }}
          />
          <span>
            {t('sound.offer')}
            <small class="soft">{t('sound.offerHint')}</small>
          </span>
        </label>
      </div>
      {allowed && (
        <label class="field">
          <span>{t('sound.name')}</span>
          <input
            class="input"
            maxLength={SOUND_TITLE_MAX}
            value={title}
            dir="auto"
            placeholder={t('sound.original', { handle: video.creator.handle })}
            onInput={(event) => setTitle(event.currentTarget.value)}
            onBlur={() => void (title === rights.title || put({ allowed, title }))}
          />
        </label>
      )}
    </section>
  );
}
