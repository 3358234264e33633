// Sign in, or come back with a recovery code.

import { useState } from 'preact/hooks';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import { PASSWORD_MIN } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { Logo } from '../shell/logo.tsx';
import { TextField } from './field.tsx';
import { nextPath } from './next-path.ts';
import { accountProblemText } from './problem-text.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import './account.css';

export function SignInScreen() {
  const app = useApp();
  const { t } = app;
  const [recovering, setRecovering] = useState(false);
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [fresh, setFresh] = useState<string[] | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const name = handle.trim().replace(/^@/u, '');
    if (recovering && password.length < PASSWORD_MIN) {
      setProblem(t('signUp.weak'));
      return;
    }
    if (name === '' || password === '') {
      setProblem(t('signIn.wrong'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const reply = recovering
      ? await app.api.send<SessionCreated & { recoveryCodes?: string[] }>(
          'POST',
          '/v1/recoveries',
          { handle: name, recoveryCode: code.trim(), newPassword: password },
        )
      : await app.api.send<SessionCreated & { recoveryCodes?: string[] }>('POST', '/v1/sessions', {
          handle: name,
          password,
        });
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(accountProblemText(app, reply));
      return;
    }
    const { viewer, account, recoveryCodes } = reply.value;
    app.feeds.clear();
    app.setViewer(viewer);
    if (recoveryCodes !== undefined && recoveryCodes.length > 0) setFresh(recoveryCodes);
    else
      app.navigate(
        account.deletionDueAtMs === undefined ? nextPath(location.search) : '/settings',
        { replace: true },
      );
  }

  if (fresh !== null)
    return (
      <RecoveryCodes
        codes={fresh}
        onDone={() => app.navigate(nextPath(location.search), { replace: true })}
      />
    );
  return (
    <div class="screen account">
      <Logo />
      <h1>{recovering ? t('recover.title') : t('account.signIn')}</h1>
      <form noValidate onSubmit={(event) => void send(event)}>
        <TextField
          label={t('signUp.handle')}
          value={handle}
          onValue={setHandle}
          input={{
            name: 'username',
            autocomplete: 'username',
            autocapitalize: 'none',
            spellcheck: false,
            required: true,
          }}
        />
        {recovering && (
          <TextField
            label={t('recover.code')}
            value={code}
            onValue={setCode}
            input={{
              autocomplete: 'off',
              autocapitalize: 'none',
              spellcheck: false,
              required: true,
            }}
          />
        )}
        <TextField
          label={recovering ? t('recover.newPassword') : t('signUp.password')}
          value={password}
          onValue={setPassword}
          input={{
            type: 'password',
            name: 'password',
            autocomplete: recovering ? 'new-password' : 'current-password',
            required: true,
            ...(recovering && { minLength: PASSWORD_MIN }),
          }}
        />
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary tall" disabled={busy}>
            {recovering ? t('recover.send') : t('account.signIn')}
          </button>
          <button
            type="button"
            class="button text"
            onClick={() => {
              setRecovering(!recovering);
              setProblem(null);
            }}
          >
            {recovering ? t('recover.back') : t('recover.lost')}
          </button>
        </div>
      </form>
      <p class="soft">
        {t('signIn.noAccount')}{' '}
        <Link href={`/signup${location.search}`} class="inline-link">
          {t('account.signUp')}
        </Link>
      </p>
    </div>
  );
}
