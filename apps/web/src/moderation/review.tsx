// One reported clip: seen with care (blurred and without colour until the reviewer wants otherwise, always without
// sound at first), and decided with a reason that its maker will read.

import { useState } from 'preact/hooks';
import type { ModerationAction, ModerationCase, ReportReason } from '@jhalak/contracts/safety';
import { NoteField } from '../comments/note-field.tsx';
import { REPORT_REASONS } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { personPath } from '../shell/routes.ts';
import { failureText } from '../shell/say-failure.ts';
import { Switch } from '../settings/controls.tsx';

/** For how long somebody is suspended; 0: until they are let back. */
const SUSPENSION_DAYS = [1, 7, 30, 90, 0] as const;

interface ReviewProps {
  item: ModerationCase;
  onDecided: (id: string) => void;
  onBack: () => void;
}

export function Review({ item, onDecided, onBack }: ReviewProps) {
  const app = useApp();
  const { t } = app;
  const { video, comment, person, appeal } = item;
  const id = comment?.id ?? video?.id ?? `@${person?.handle ?? ''}`;
  const [blur, setBlur] = useState(true);
  const [grey, setGrey] = useState(true);
  const [reason, setReason] = useState<ReportReason>(item.reasons[0]?.reason ?? 'other');
  const [note, setNote] = useState('');
  const [days, setDays] = useState<number>(7);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function act(action: ModerationAction): Promise<void> {
    if (action === 'remove' && note.trim() === '') {
      setProblem(t('review.noteMissing'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const reply = await app.api.send('POST', actsPath(item), {
      action,
      reason,
      note: note.trim(),
      ...(person !== undefined && action === 'remove' && days > 0 && { days }),
    });
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    app.say(t('review.done'));
    onDecided(id);
  }

  return (
    <section class="review" aria-label={t('review.label')}>
      <button type="button" class="button text review-back" onClick={onBack}>
        <Icon name="back" />
        {t('common.back')}
      </button>
      {video !== undefined && (
        <>
          <div class={`review-stage${blur ? ' is-blurred' : ''}${grey ? ' is-grey' : ''}`}>
            <video
              src={video.renditions[0]?.url}
              poster={video.poster}
              controls
              muted
              playsInline
              preload="metadata"
              aria-label={t('feed.clipBy', { handle: video.creator.handle })}
            />
          </div>
          <div class="review-care">
            <Switch label={t('review.blur')} on={blur} onChange={setBlur} />
            <Switch label={t('review.grey')} on={grey} onChange={setGrey} />
          </div>
        </>
      )}
      <div class="review-facts">
        {comment !== undefined && (
          <>
            <h2>{t('review.comment')}</h2>
            <blockquote class="review-comment" dir="auto" lang={comment.language ?? undefined}>
              {comment.text}
            </blockquote>
            {comment.author !== null && (
              <p>
                <Link href={personPath(comment.author)} class="inline-link">
                  <bdi>@{comment.author}</bdi>
                </Link>
              </p>
            )}
          </>
        )}
        {appeal !== undefined && (
          <>
            <h2>{t('review.appeal')}</h2>
            <blockquote class="review-comment" dir="auto">
              {appeal.note}
            </blockquote>
          </>
        )}
        {comment !== undefined && <h2>{t('review.clip')}</h2>}
        {video !== undefined && (
          <>
            <p dir="auto" lang={video.language}>
              <b>{video.caption}</b>
            </p>
            <p>
              <Link href={personPath(video.creator.handle)} class="inline-link">
                <bdi>@{video.creator.handle}</bdi>
              </Link>
            </p>
          </>
        )}
        {person !== undefined && (
          <>
            <h2>{t('review.person')}</h2>
            <p>
              <Link href={personPath(person.handle)} class="inline-link">
                <bdi>@{person.handle}</bdi>
              </Link>
            </p>
            {person.displayName !== undefined && <p dir="auto">{person.displayName}</p>}
            {person.bio !== undefined && <p dir="auto">{person.bio}</p>}
          </>
        )}
        {item.notes.length > 0 && (
          <>
            <h2>{t('review.notes')}</h2>
            <ul class="notes">
              {item.notes.map((text) => (
                <li key={text} dir="auto">
                  {text}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div class="review-decide">
        <label class="field">
          <span>{t('review.reason')}</span>
          <select
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value as ReportReason)}
          >
            {REPORT_REASONS.map((one) => (
              <option key={one} value={one}>
                {t(`reason.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {person !== undefined && item.state !== 'removed' && item.state !== 'appealed' && (
          <label class="field">
            <span>{t('review.howLong')}</span>
            <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
              {SUSPENSION_DAYS.map((one) => (
                <option key={one} value={one}>
                  {one === 0 ? t('review.untilBack') : t('border.keptDays', { count: one })}
                </option>
              ))}
            </select>
          </label>
        )}
        <NoteField label={t('review.note')} note={note} problem={problem} onNote={setNote} />
        <div class="row">
          {item.state !== 'removed' && item.state !== 'appealed' && (
            <button
              type="button"
              class="button danger"
              disabled={busy}
              onClick={() => void act('remove')}
            >
              <Icon name="trash" />
              {t(person === undefined ? 'review.remove' : 'review.suspend')}
            </button>
          )}
          {(item.state === 'removed' || item.state === 'appealed') && (
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => void act('restore')}
            >
              <Icon name="retry" />
              {t('review.restore')}
            </button>
          )}
          {item.state === 'appealed' && (
            <button
              type="button"
              class="button danger"
              disabled={busy}
              onClick={() => void act('uphold')}
            >
              <Icon name="shield" />
              {t('review.uphold')}
            </button>
          )}
          {item.state === 'open' && video !== undefined && comment === undefined && (
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => void act('restrict_age')}
            >
              <Icon name="person" />
              {t('review.adults')}
            </button>
          )}
          {item.state === 'open' && (
            <button
              type="button"
              class="button"
              disabled={busy}
              onClick={() => void act('dismiss')}
            >
              <Icon name="check" />
              {t('review.dismiss')}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

function actsPath({ video, comment, person }: ModerationCase): string {
  if (person !== undefined)
    return `/v1/moderation/people/${encodeURIComponent(person.handle)}/acts`;
  return comment === undefined
    ? `/v1/moderation/videos/${video?.id ?? ''}/acts`
    : `/v1/moderation/comments/${comment.id}/acts`;
}
