import type { AccountCreated } from '@jhalak/contracts/accounts';
import type { PhoneAccountBody } from '@jhalak/contracts/sign-in';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { TextField } from './field.tsx';
import { accountProblemText } from './problem-text.ts';

/** As the contract has it. */
const HANDLE_MIN = 3;
const HANDLE_MAX = 30;

/** The number is proven and nobody has it: a name makes the account. */
export function NewAccount({
  ticket,
  onNew,
}: {
  ticket: string;
  onNew: (codes: readonly string[]) => void;
}) {
  const app = useApp();
  const { t, viewer } = app;
  const [handle, setHandle] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    const name = handle.trim().replace(/^@/u, '');
    if (name.length < HANDLE_MIN) {
      setProblem(t('signUp.handleHint'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const body: PhoneAccountBody = {
      ticket,
      handle: name,
      languages: viewer?.languages ?? [app.locale],
      genres: viewer?.genres ?? [],
      ...(viewer?.ageBand !== undefined && { ageBand: viewer.ageBand }),
      ...(viewer?.consent !== undefined && { consent: viewer.consent }),
    };
    const reply = await app.api.send<AccountCreated>('POST', '/v1/sign-in/phone/account', body);
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(accountProblemText(app, reply));
      return;
    }
    app.feeds.clear();
    app.setViewer(reply.value.viewer);
    onNew(reply.value.recoveryCodes);
  }

  return (
    <form noValidate onSubmit={(event) => void send(event)}>
      <p class="soft">{t('signIn.chooseNameText')}</p>
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
          autoFocus: true,
          required: true,
          maxLength: HANDLE_MAX,
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
  );
}
