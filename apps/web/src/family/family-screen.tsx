// The family: a child asks a parent, a parent answers and sets bounds. Which of both it is, the account's age says.

import type { Family } from '@jhalak/contracts/family';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { ScreenSkeleton } from '../shell/screen-skeleton.tsx';
import { AskParent } from './ask-parent.tsx';
import { keepCode } from './code-in-hand.ts';
import { ParentPart } from './parent-part.tsx';
import '../settings/settings.css';
import './family.css';

export function FamilyScreen() {
  const app = useApp();
  const { t, api, viewer } = app;
  const [family, setFamily] = useState<Family | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const handle = viewer?.handle;
  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<Family>('/v1/family');
    if (reply.kind === 'ok') setFamily(reply.value);
    else setFailure(reply);
  }
  useEffect(() => {
    if (viewer === undefined) return;
    // A parent who opens the child's link may have to sign in first.
    if (handle === undefined) keepCode();
    else void load();
  }, [handle, viewer === undefined]);

  if (viewer === undefined) return <ScreenSkeleton />;
  if (handle === undefined)
    return (
      <div class="screen state">
        <Icon name="people" />
        <h1>{t('family.title')}</h1>
        <p>{t('family.signIn')}</p>
        <Link href="/signin?next=/family" class="button primary">
          {t('account.signIn')}
        </Link>
      </div>
    );
  if (failure !== null)
    return (
      <div class="screen state">
        <Icon name={failure.kind === 'offline' ? 'offline' : 'people'} />
        <h1>{t('family.title')}</h1>
        <p role="alert">{failureText(app, failure)}</p>
        <button type="button" class="button primary" onClick={() => void load()}>
          {t('common.retry')}
        </button>
      </div>
    );
  if (family === null) return <ScreenSkeleton />;
  return (
    <div class="screen settings family">
      <h1>{t('family.title')}</h1>
      {family.child === undefined ? (
        <ParentPart family={family} onFamily={setFamily} />
      ) : (
        <AskParent child={family.child} onChanged={load} />
      )}
      <p class="soft">{t('family.honest')}</p>
    </div>
  );
}
