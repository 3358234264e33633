// In by phone: the number, the code, and then a name for a new account, or a question more for a number long unused.

import type { CodeAsked, PhoneEntered, SignInWays } from '@jhalak/contracts/sign-in';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import { useState } from 'preact/hooks';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { deviceMarks, keepDeviceMark } from './device-marks.ts';
import { CodeStep } from './code-step.tsx';
import { MoreStep } from './more-step.tsx';
import { NewAccount } from './new-account.tsx';
import { PhoneField } from './phone-field.tsx';
import { accountProblemText } from './problem-text.ts';
import { TestNote } from './test-note.tsx';

export type EntryStep =
  | { kind: 'number' }
  | { kind: 'code'; asked: CodeAsked }
  | { kind: 'new' | 'more'; ticket: string };

/** @returns the number as it is read back to its person. */
export function wholeNumber(callingCode: string, typed: string): string {
  return typed.trim().startsWith('+') ? typed.trim() : `${callingCode} ${typed.trim()}`;
}

interface PhoneEntryProps {
  phone: NonNullable<SignInWays['phone']>;
  step: EntryStep;
  onStep: (step: EntryStep) => void;
  onIn: (created: SessionCreated) => void;
  /** A new account, with its recovery codes. */
  onNew: (codes: readonly string[]) => void;
}

export function PhoneEntry({ phone, step, onStep, onIn, onNew }: PhoneEntryProps) {
  const app = useApp();
  const { t, api, locale } = app;
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<Reply<CodeAsked>> =>
    await api.send<CodeAsked>('POST', '/v1/sign-in/phone', {
      ...{ phone: typed, language: locale, devices: deviceMarks() },
    });

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (typed.trim() === '') {
      setProblem(t('signIn.phoneInvalid'));
      return;
    }
    setBusy(true);
    setProblem(null);
    const reply = await ask();
    setBusy(false);
    if (reply.kind === 'ok') onStep({ kind: 'code', asked: reply.value });
    else setProblem(accountProblemText(app, reply));
  }

  function entered(value: PhoneEntered): void {
    keepDeviceMark(value.device);
    if (value.kind === 'signed_in') onIn(value);
    else onStep({ kind: value.kind, ticket: value.ticket });
  }

  async function give(attempt: string, code: string): Promise<Failure | undefined> {
    const reply = await api.send<PhoneEntered>('POST', '/v1/sign-in/phone/verify', {
      ...{ attempt, code },
    });
    if (reply.kind !== 'ok') return reply;
    entered(reply.value);
    return undefined;
  }

  if (step.kind === 'code')
    return (
      <CodeStep
        phone={wholeNumber(phone.callingCode, typed)}
        asked={step.asked}
        onCode={async (code) => await give(step.asked.attempt, code)}
        again={ask}
        onAsked={(asked) => onStep({ kind: 'code', asked })}
        onBack={() => onStep({ kind: 'number' })}
      />
    );
  if (step.kind === 'new') return <NewAccount ticket={step.ticket} onNew={onNew} />;
  if (step.kind === 'more') return <MoreStep ticket={step.ticket} onEntered={entered} />;
  return (
    <form noValidate onSubmit={(event) => void send(event)}>
      {phone.test && <TestNote />}
      <PhoneField callingCode={phone.callingCode} value={typed} onValue={setTyped} />
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary tall" disabled={busy}>
          {t('signIn.sendCode')}
        </button>
      </div>
    </form>
  );
}
