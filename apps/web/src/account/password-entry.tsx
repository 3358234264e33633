// In by name and password, or back with a recovery code.

import { useState } from 'preact/hooks';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import { PASSWORD_MIN } from '../contract-values.ts';
import { useApp } from '../shell/app-context.ts';
import { TextField } from './field.tsx';
import { accountProblemText } from './problem-text.ts';

interface PasswordEntryProps {
  recovering: boolean;
  onRecovering: (recovering: boolean) => void;
  onIn: (created: SessionCreated) => void;
}

export function PasswordEntry({ recovering, onRecovering, onIn }: PasswordEntryProps) {
  const app = useApp();
  const { t } = app;
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

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
      ? await app.api.send<SessionCreated>('POST', '/v1/recoveries', {
          ...{ handle: name, recoveryCode: code.trim(), newPassword: password },
        })
      : await app.api.send<SessionCreated>('POST', '/v1/sessions', { handle: name, password });
    setBusy(false);
    if (reply.kind === 'ok') onIn(reply.value);
    else setProblem(accountProblemText(app, reply));
  }

  return (
    <form noValidate onSubmit={(event) => void send(event)}>
      <TextField
        label={t('signUp.handle')}
        value={handle}
        onValue={setHandle}
        input={{
          name: 'username',
          // Where the browser can, it offers passkeys here too.
          autocomplete: recovering ? 'username' : 'username webauthn',
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
        <button
          type="submit"
          class={recovering ? 'button primary tall' : 'button tall'}
          disabled={busy}
        >
          {recovering ? t('recover.send') : t('account.signIn')}
        </button>
        <button
          type="button"
          class="button text"
          onClick={() => {
            onRecovering(!recovering);
            setProblem(null);
          }}
        >
          {recovering ? t('recover.back') : t('recover.lost')}
        </button>
      </div>
    </form>
  );
}
