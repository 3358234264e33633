// Sign in: by a code to one's phone, by passkey, by name and password; or come back with a recovery code.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import type { SignInWays } from '@jhalak/contracts/sign-in';
import { keptTickets } from '../grievance/kept-tickets.ts';
import { useApp, type App } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { Logo } from '../shell/logo.tsx';
import { nextPath } from './next-path.ts';
import { canUsePasskeys, signInByPasskey, type PasskeyOutcome } from './passkeys.ts';
import { PasswordEntry } from './password-entry.tsx';
import { PhoneEntry, type EntryStep } from './phone-entry.tsx';
import { accountProblemText } from './problem-text.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import './account.css';

export function SignInScreen() {
  const app = useApp();
  const { t, api } = app;
  const [ways, setWays] = useState<SignInWays>({});
  const [step, setStep] = useState<EntryStep>({ kind: 'number' });
  const [recovering, setRecovering] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void api.get<SignInWays>('/v1/sign-in').then((reply) => {
      if (reply.kind === 'ok') setWays(reply.value);
    });
  }, [api]);

  function onIn({ viewer, account }: SessionCreated): void {
    app.feeds.clear();
    app.setViewer(viewer);
    const next = account.deletionDueAtMs === undefined ? nextPath(location.search) : '/settings';
    app.navigate(next, { replace: true });
    if (keptTickets().length > 0 && next !== '/grievance')
      app.say(t('grievance.claimAsk'), {
        label: t('common.more'),
        run: () => app.navigate('/grievance'),
      });
  }
  function onPasskey(outcome: PasskeyOutcome<SessionCreated>): void {
    if (outcome.kind === 'ok') onIn(outcome.value);
    else if (outcome.kind !== 'left') setProblem(accountProblemText(app, outcome));
  }
  const hasPasskeys = ways.passkeyDomain !== undefined && canUsePasskeys();
  useOffered(hasPasskeys, async () => {
    const outcome = await signInByPasskey(api, true);
    // One that waits for long answers a question that is over.
    if (outcome.kind === 'ok') onIn(outcome.value);
  });

  if (codes !== null)
    return (
      <RecoveryCodes
        codes={codes}
        onDone={() => app.navigate(nextPath(location.search), { replace: true })}
      />
    );
  const isFirst = step.kind === 'number';
  return (
    <div class="screen account">
      <Logo />
      <h1>{recovering ? t('recover.title') : titleOf(step, t)}</h1>
      {ways.phone !== undefined && !recovering && (
        <PhoneEntry
          phone={ways.phone}
          step={step}
          onStep={setStep}
          onIn={onIn}
          onNew={(fresh) => setCodes(fresh)}
        />
      )}
      {isFirst && hasPasskeys && !recovering && (
        <div class="actions">
          <button
            type="button"
            class="button tall"
            onClick={() => void signInByPasskey(api).then(onPasskey)}
          >
            <Icon name="shield" />
            {t('signIn.passkey')}
          </button>
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
        </div>
      )}
      {isFirst && (
        <>
          {ways.phone !== undefined && !recovering && (
            <p class="or">
              <span>{t('signIn.withPassword')}</span>
            </p>
          )}
          <PasswordEntry recovering={recovering} onRecovering={setRecovering} onIn={onIn} />
          <p class="soft">
            {t('signIn.noAccount')}{' '}
            <Link href={`/signup${location.search}`} class="inline-link">
              {t('account.signUp')}
            </Link>
          </p>
        </>
      )}
    </div>
  );
}

function titleOf({ kind }: EntryStep, t: App['t']): string {
  if (kind === 'number') return t('account.signIn');
  if (kind === 'code') return t('signIn.code');
  return kind === 'new' ? t('signIn.chooseName') : t('signIn.moreTitle');
}

/** Offers passkeys in the name field, once. */
function useOffered(isPossible: boolean, offer: () => Promise<void>): void {
  const offered = useRef(false);
  useEffect(() => {
    if (!isPossible || offered.current) return;
    offered.current = true;
    void offer();
    // Depends on less than it reads: once it is known to be possible
  }, [isPossible]);
}
