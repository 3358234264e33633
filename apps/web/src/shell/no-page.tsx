// What a place of work shows when it cannot be shown: to whom it is closed, or what failed and how to try again.

import type { Failure } from '../api/client.ts';
import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';
import { Link } from './link.tsx';
import { failureText } from './say-failure.ts';

const FORBIDDEN: readonly number[] = [401, 403];

/** @returns whether somebody without the role was turned away, or nobody is signed in. */
export function isClosed(failure: Failure): boolean {
  return failure.kind === 'problem' && FORBIDDEN.includes(failure.status);
}

interface NoPageProps {
  failure: Failure;
  /** Said to people without the role. */
  closed: { title: string; text: string };
  /** Where signing in leads back to. */
  path: string;
  onRetry: () => void;
}

export function NoPage({ failure, closed, path, onRetry }: NoPageProps) {
  const app = useApp();
  const { t } = app;
  const forbidden = isClosed(failure);
  return (
    <div class="screen state" role="alert">
      <Icon name={failure.kind === 'offline' ? 'offline' : 'shield'} />
      <h1>{forbidden ? closed.title : t('video.serverTitle')}</h1>
      <p>{forbidden ? closed.text : failureText(app, failure)}</p>
      {forbidden ? (
        <Link href={`/signin?next=${path}`} class="button primary">
          {t('account.signIn')}
        </Link>
      ) : (
        <button type="button" class="button primary" onClick={onRetry}>
          {t('common.retry')}
        </button>
      )}
    </div>
  );
}
