// Following somebody from anywhere: at once where everybody may, by asking where the account is private.

import { SAID_LATER } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';

/** How the viewer stands to somebody. */
interface Standing {
  handle: string;
  private: boolean;
  followed: boolean;
  requested: boolean;
}

interface FollowButtonProps {
  person: Standing;
  /** Shown at once; called again with what was before when the server refuses. */
  onChange: (standing: Pick<Standing, 'followed' | 'requested'>) => void;
}

export function FollowButton({ person, onChange }: FollowButtonProps) {
  const app = useApp();
  const { t } = app;
  const { handle, followed, requested } = person;

  async function toggle(): Promise<void> {
    const before = { followed, requested };
    const ends = followed || requested;
    const asks = person.private && !ends;
    onChange({ followed: !ends && !asks, requested: asks });
    const path = `/v1/people/${encodeURIComponent(handle)}/follow`;
    const reply = (await app.ensureViewer())
      ? await app.api.send(ends ? 'DELETE' : 'PUT', path)
      : null;
    if (reply?.kind === 'ok') {
      app.feeds.delete('following:');
      const waits = reply.status === SAID_LATER ? asks : reply.status === 202;
      // What the page knew may be old: the account may be private by now, or open.
      if (!ends) onChange({ followed: !waits, requested: waits });
      if (waits) app.say(t('person.askedToast', { handle }));
      return;
    }
    onChange(before);
    if (reply?.kind === 'problem' && reply.status === 401) app.navigate('/signup');
    else if (reply !== null) sayFailure(app, reply);
  }

  const text = followed
    ? t('person.followed')
    : requested
      ? t('person.asked')
      : person.private
        ? t('person.ask')
        : t('person.follow');
  return (
    <button
      type="button"
      class={followed || requested ? 'button' : 'button primary'}
      aria-pressed={followed || requested}
      aria-label={`${text}: @${handle}`}
      onClick={() => void toggle()}
    >
      <Icon name={followed ? 'check' : requested ? 'clock' : 'plus'} />
      {text}
    </button>
  );
}
