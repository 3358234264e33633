import type { PhoneEntered } from '@jhalak/contracts/sign-in';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { TextField } from './field.tsx';
import { accountProblemText } from './problem-text.ts';

/** Codes are letters and digits in groups of four; anything else is a password. */
const RECOVERY_CODE = /^[0-9a-z]{4}(?:[\s-]?[0-9a-z]{4}){3}$/iu;

/** A number that was not proven for long may be a stranger’s by now: one thing more, or a new beginning. */
export function MoreStep({
  ticket,
  onEntered,
}: {
  ticket: string;
  onEntered: (entered: PhoneEntered) => void;
}) {
  const app = useApp();
  const { t, api } = app;
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function send(proof: object): Promise<void> {
    setProblem(null);
    const reply = await api.send<PhoneEntered>('POST', '/v1/sign-in/phone/more', {
      ...{ ticket },
      ...proof,
    });
    if (reply.kind === 'ok') onEntered(reply.value);
    else setProblem(accountProblemText(app, reply));
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const typed = secret.trim();
        if (typed !== '')
          void send(RECOVERY_CODE.test(typed) ? { recoveryCode: typed } : { password: secret });
      }}
    >
      <p class="soft">{t('signIn.moreText')}</p>
      <TextField
        label={t('signIn.moreSecret')}
        value={secret}
        onValue={setSecret}
        input={{ type: 'password', autocomplete: 'current-password', required: true }}
      />
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary tall">
          {t('account.signIn')}
        </button>
        <SureButton onSure={() => void send({ notMine: true })}>{t('signIn.notMine')}</SureButton>
      </div>
    </form>
  );
}
