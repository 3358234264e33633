// A new account: a name and a password, nothing else. The recovery codes are shown once, right after.

import { useState } from 'preact/hooks';
import type { AccountBody, AccountCreated } from '@jhalak/contracts/accounts';
import { PASSWORD_MAX, PASSWORD_MIN } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { Logo } from '../shell/logo.tsx';
import { TextField } from './field.tsx';
import { nextPath } from './next-path.ts';
import { accountProblemText } from './problem-text.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import './account.css';

/** As the contract has it. The form says it itself: the browser would in its own language. */
const HANDLE_MIN = 3;

export function SignUpScreen() {
  const app = useApp();
  const { t, viewer } = app;
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const name = handle.trim().replace(/^@/u, '');
    const weak = password.length < PASSWORD_MIN;
    if (name.length < HANDLE_MIN || weak) {
      setProblem(name.length < HANDLE_MIN ? t('signUp.handleHint') : t('signUp.weak'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const body: AccountBody = {
      handle: name,
      password,
      languages: viewer?.languages ?? [app.locale],
      genres: viewer?.genres ?? [],
      ...(viewer?.ageBand !== undefined && { ageBand: viewer.ageBand }),
      ...(viewer?.consent !== undefined && { consent: viewer.consent }),
    };
    const reply = await app.api.send<AccountCreated>('POST', '/v1/accounts', body);
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(accountProblemText(app, reply));
      return;
    }
    app.setViewer(reply.value.viewer);
    setCodes(reply.value.recoveryCodes);
  }

  if (codes !== null)
    return (
      <RecoveryCodes
        codes={codes}
        onDone={() => app.navigate(nextPath(location.search), { replace: true })}
      />
    );
  return (
    <div class="screen account">
      <Logo />
      <h1>{t('account.signUp')}</h1>
      <p class="soft">{t('signUp.intro')}</p>
      <form noValidate onSubmit={(event) => void send(event)}>
        <TextField
          label={t('signUp.handle')}
          value={handle}
          onValue={setHandle}
          hint={t('signUp.handleHint')}
          input={{
            name: 'username',
            autocomplete: 'username',
            autocapitalize: 'none',
            spellcheck: false,
            required: true,
            minLength: HANDLE_MIN,
            maxLength: 30,
          }}
        />
        <TextField
          label={t('signUp.password')}
          value={password}
          onValue={setPassword}
          hint={t('signUp.passwordHint')}
          input={{
            type: 'password',
            name: 'password',
            autocomplete: 'new-password',
            required: true,
            maxLength: PASSWORD_MAX,
          }}
        />
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="button primary tall" disabled={busy}>
            {t('account.signUp')}
          </button>
        </div>
      </form>
      <p class="soft">
        <Link href={`/signin${location.search}`} class="inline-link">
          {t('signUp.byPhone')}
        </Link>
      </p>
      <p class="soft">
        {t('signUp.have')}{' '}
        <Link href={`/signin${location.search}`} class="inline-link">
          {t('account.signIn')}
        </Link>
      </p>
    </div>
  );
}
