// Who may comment: on all clips, or on one.

import { useEffect, useState } from 'preact/hooks';
import type { ClipCommentSettings, CommentAudience } from '@jhalak/contracts/comments';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

const AUDIENCES = ['everyone', 'followers', 'nobody'] as const satisfies readonly CommentAudience[];

interface AudienceFieldProps {
  value: CommentAudience | null;
  /** Whether `as on the others` is a choice. */
  ofClip: boolean;
  onChange: (value: CommentAudience | null) => void;
}

export function AudienceField({ value, ofClip, onChange }: AudienceFieldProps) {
  const { t } = useApp();
  return (
    <label class="field">
      <span>{t('comments.who')}</span>
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) =>
          onChange(AUDIENCES.find((one) => one === currentTarget.value) ?? null)
        }
      >
        {ofClip && <option value="">{t('comments.asOthers')}</option>}
        {AUDIENCES.map((one) => (
          <option key={one} value={one}>
            {t(`comments.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The same for one clip of one's own; what is chosen holds at once. */
export function ClipAudience({ videoId }: { videoId: string }) {
  const app = useApp();
  const { api } = app;
  const [value, setValue] = useState<CommentAudience | null | undefined>(undefined);
  const path = `/v1/videos/${videoId}/comments/settings`;
  useEffect(() => {
    void api.get<ClipCommentSettings>(path).then((reply) => {
      if (reply.kind === 'ok') setValue(reply.value.audience);
    });
    // Depends on less than it reads: once a clip
  }, [path]);
  if (value === undefined) return null;
  async function change(audience: CommentAudience | null): Promise<void> {
    const before = value;
    setValue(audience);
    const reply = await api.send('PUT', path, { audience });
    if (reply.kind === 'ok') return;
    setValue(before);
    sayFailure(app, reply);
  }
  return <AudienceField value={value} ofClip onChange={(audience) => void change(audience)} />;
}
