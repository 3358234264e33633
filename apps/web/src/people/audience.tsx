// Who may see a clip: the choice of its creator.

import { CLIP_AUDIENCES, type ClipAudience } from '@jhalak/contracts/audience';
import type { Video } from '@jhalak/contracts/videos';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import './audience.css';

interface AudienceFieldProps {
  value: ClipAudience;
  onChange: (value: ClipAudience) => void;
}

export function AudienceField({ value, onChange }: AudienceFieldProps) {
  const { t } = useApp();
  return (
    <div class={`field audience-field is-${value}`}>
      <label>
        <span class="field-label">{t('audience.title')}</span>
        <select
          value={value}
          onChange={({ currentTarget }) =>
            onChange(CLIP_AUDIENCES.find((one) => one === currentTarget.value) ?? 'everyone')
          }
        >
          {CLIP_AUDIENCES.map((one) => (
            <option key={one} value={one}>
              {t(`audience.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {value === 'close' && (
        <p class="soft">
          {t('close.hint')} <Link href="/people/close">{t('close.open')}</Link>
        </p>
      )}
    </div>
  );
}

/** The same for a clip that is out; what is chosen holds at once. */
export function AudienceOfClip({
  video,
  onChange,
}: {
  video: Video;
  onChange: (video: Video) => void;
}) {
  const app = useApp();
  const [value, setValue] = useState<ClipAudience>(video.audience ?? 'everyone');

  async function change(audience: ClipAudience): Promise<void> {
    const before = value;
    setValue(audience);
    const reply = await app.api.send<Video>('PUT', `/v1/videos/${video.id}/audience`, { audience });
    if (reply.kind === 'ok') {
      // What is left out of it says that everybody may: the old word must not stay.
      onChange({ ...reply.value, audience });
      return;
    }
    setValue(before);
    sayFailure(app, reply);
  }

  return <AudienceField value={value} onChange={(audience) => void change(audience)} />;
}
