// The code from the message: typed, offered by the keyboard, or read by the browser where it can (WebOTP).

import type { CodeAsked } from '@jhalak/contracts/sign-in';
import { useEffect, useState } from 'preact/hooks';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { accountProblemText } from './problem-text.ts';
import { TestNote } from './test-note.tsx';

const CODE_DIGITS = 6;
const SECOND_MS = 1_000;

interface CodeStepProps {
  /** As the person wrote it; absent where it is their own. */
  phone?: string;
  asked: CodeAsked;
  /** @returns what is wrong, or nothing once it was right. */
  onCode: (code: string) => Promise<Failure | undefined>;
  /** Asks for another code. */
  again: () => Promise<Reply<CodeAsked>>;
  onAsked: (asked: CodeAsked) => void;
  /** Back to the number. */
  onBack?: () => void;
}

export function CodeStep({ phone, asked, onCode, again, onAsked, onBack }: CodeStepProps) {
  const app = useApp();
  const { t } = app;
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const waitS = useSecondsUntil(asked.againAtMs);

  async function give(given: string): Promise<void> {
    if (busy || given === '') return;
    setBusy(true);
    setProblem(null);
    const failure = await onCode(given);
    setBusy(false);
    if (failure === undefined) return;
    // What was typed stays where nothing was wrong with it.
    if (failure.kind !== 'offline') setCode('');
    setProblem(accountProblemText(app, failure));
  }
  useEffect(() => {
    const over = new AbortController();
    void readMessage(over.signal).then((read) => {
      if (read === undefined) return;
      setCode(read);
      void give(read);
    });
    return () => over.abort();
    // Depends on less than it reads: once a message
  }, [asked.attempt]);

  async function askAgain(): Promise<void> {
    setProblem(null);
    const reply = await again();
    if (reply.kind === 'ok') onAsked(reply.value);
    else setProblem(accountProblemText(app, reply));
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void give(code);
      }}
    >
      <p class="soft">
        {t(phone === undefined ? 'signIn.codeSentOwn' : 'signIn.codeSent', { phone: phone ?? '' })}
      </p>
      {asked.test && <TestNote />}
      <label class="field">
        <span>{t('signIn.code')}</span>
        <input
          class="code-field"
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          dir="ltr"
          autoFocus
          required
          value={code}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setCode(typed);
            if (/^\p{Nd}{6}$/u.test(typed) && typed.length === CODE_DIGITS) void give(typed);
          }}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="button primary tall" disabled={busy}>
          {t('common.continue')}
        </button>
        <button
          type="button"
          class="button text"
          disabled={waitS > 0}
          onClick={() => void askAgain()}
        >
          {waitS > 0 ? t('signIn.resendIn', { seconds: waitS }) : t('signIn.resend')}
        </button>
        {onBack !== undefined && (
          <button type="button" class="button text" onClick={onBack}>
            {t('signIn.otherNumber')}
          </button>
        )}
      </div>
    </form>
  );
}

function useSecondsUntil(untilMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [untilMs]);
  return Math.max(0, Math.ceil((untilMs - nowMs) / SECOND_MS));
}

/** @returns the code, once the browser may hand it over; undefined where it cannot. */
async function readMessage(signal: AbortSignal): Promise<string | undefined> {
  if (!('OTPCredential' in globalThis)) return undefined;
  try {
    const options = { otp: { transport: ['sms'] }, signal } as CredentialRequestOptions;
    const found = (await navigator.credentials.get(options)) as { code?: string } | null;
    return found?.code;
  } catch {
    // Refused, over, or typed by hand meanwhile.
    return undefined;
  }
}
