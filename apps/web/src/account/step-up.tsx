// Before what is sensitive: is it you? The server says when it wants to know; the act is then done without being asked again.

import type { CodeAsked, StepUpState } from '@jhalak/contracts/sign-in';
import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { CodeStep } from './code-step.tsx';
import { TextField } from './field.tsx';
import { proveByPasskey } from './passkeys.ts';
import { accountProblemText } from './problem-text.ts';
import './account.css';

interface StepUp {
  /** Does something; where a fresh proof is asked for, gets it first. @returns undefined when the person turned back. */
  guard<R extends Reply<unknown> | { kind: 'left' }>(run: () => Promise<R>): Promise<R | undefined>;
  /** To be drawn. */
  sheet: ComponentChildren;
}

export function useStepUp(): StepUp {
  const [asked, setAsked] = useState<{ answer: (proven: boolean) => void } | null>(null);
  return {
    async guard(run) {
      const first = await run();
      if (first.kind !== 'problem' || first.code !== 'auth.step_up') return first;
      const proven = await new Promise<boolean>((answer) => setAsked({ answer }));
      setAsked(null);
      return proven ? await run() : undefined;
    },
    sheet: asked === null ? null : <StepUpSheet onAnswer={asked.answer} />,
  };
}

function StepUpSheet({ onAnswer }: { onAnswer: (proven: boolean) => void }) {
  const app = useApp();
  const { t, api, locale } = app;
  const [ways, setWays] = useState<StepUpState['ways'] | null>(null);
  const [code, setCode] = useState<CodeAsked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void api.get<StepUpState>('/v1/step-up').then((reply) => {
      if (reply.kind === 'ok') setWays(reply.value.ways);
      else setProblem(accountProblemText(app, reply));
    });
    // Depends on less than it reads: once
  }, []);
  const fail = (failure: Failure): void => setProblem(accountProblemText(app, failure));

  async function byPasskey(): Promise<void> {
    const outcome = await proveByPasskey(api);
    if (outcome.kind === 'ok') onAnswer(true);
    else if (outcome.kind !== 'left') fail(outcome);
  }
  const ask = async (): Promise<Reply<CodeAsked>> =>
    await api.send<CodeAsked>('POST', '/v1/step-up/code', { language: locale });
  async function byCode(): Promise<void> {
    const reply = await ask();
    if (reply.kind === 'ok') setCode(reply.value);
    else fail(reply);
  }
  async function prove(body: object): Promise<Failure | undefined> {
    const reply = await api.send<StepUpState>('POST', '/v1/step-up', body);
    if (reply.kind !== 'ok') return reply;
    onAnswer(true);
    return undefined;
  }

  return (
    <Sheet title={t('stepUp.title')} onClose={() => onAnswer(false)}>
      {code !== null ? (
        <CodeStep
          asked={code}
          onCode={async (given) => await prove({ way: 'code', attempt: code.attempt, code: given })}
          again={ask}
          onAsked={setCode}
        />
      ) : (
        <>
          <p class="soft">{t('stepUp.text')}</p>
          {ways?.length === 0 && <p>{t('stepUp.none')}</p>}
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <div class="actions">
            {ways?.includes('passkey') === true && (
              <button
                type="button"
                class="button primary tall"
                onClick={() => {
                  void byPasskey();
                }}
              >
                <Icon name="shield" />
                {t('signIn.passkey')}
              </button>
            )}
            {ways?.includes('code') === true && (
              <button
                type="button"
                class="button tall"
                onClick={() => {
                  void byCode();
                }}
              >
                {t('signIn.sendCode')}
              </button>
            )}
          </div>
          {ways?.includes('password') === true && (
            <ByPassword
              onPassword={async (password) => {
                const failure = await prove({ way: 'password', password });
                if (failure !== undefined) fail(failure);
              }}
            />
          )}
        </>
      )}
    </Sheet>
  );
}

function ByPassword({ onPassword }: { onPassword: (password: string) => Promise<void> }) {
  const { t } = useApp();
  const [password, setPassword] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onPassword(password);
      }}
    >
      <TextField
        label={t('signUp.password')}
        value={password}
        onValue={setPassword}
        input={{ type: 'password', autocomplete: 'current-password', required: true }}
      />
      <div class="actions">
        <button type="submit" class="button tall">
          {t('stepUp.confirm')}
        </button>
      </div>
    </form>
  );
}
