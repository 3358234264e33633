// What a parent reads before a yes or a no: itemised, in their language, with its version. Yes and no are equally near.

import type { Family, ParentAskShown } from '@jhalak/contracts/family';
import { useState } from 'preact/hooks';
import { useStepUp } from '../account/step-up.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';

interface AnswerSheetProps {
  shown: ParentAskShown;
  code: string;
  onAnswered: (family: Family) => void;
  onClose: () => void;
}

export function AnswerSheet({ shown, code, onAnswered, onClose }: AnswerSheetProps) {
  const app = useApp();
  const { t, api, locale } = app;
  const { guard, sheet } = useStepUp();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { handle, displayName } = shown.child;

  async function answer(given: 'give' | 'refuse'): Promise<void> {
    setBusy(true);
    setProblem(null);
    const body = {
      code,
      answer: given,
      noticeVersion: shown.noticeVersion,
      noticeLanguage: locale,
    };
    const reply = await guard(
      async () => await api.send<Family>('POST', '/v1/family/answer', body),
    );
    setBusy(false);
    if (reply === undefined) return;
    if (reply.kind === 'ok') {
      app.say(t(given === 'give' ? 'family.gaveToast' : 'family.refusedToast', { handle }));
      onAnswered(reply.value);
    } else if (reply.kind === 'problem' && reply.code === 'family.code_wrong')
      setProblem(t('family.codeWrong'));
    else setProblem(failureText(app, reply));
  }

  const born = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return (
    <>
      <Sheet title={t('family.asks', { handle })} onClose={onClose}>
        <p>
          <bdi>{displayName ?? `@${handle}`}</bdi> ·{' '}
          {t('family.bornIn', { month: born.format(Date.parse(`${shown.bornMonth}-15`)) })}
        </p>
        <div class="notice">
          <p>{t('family.noticeAsk')}</p>
          <ul>
            <li>{t('family.noticeWhat')}</li>
            <li>{t('family.noticePurpose')}</li>
            <li>{t('family.noticeNever')}</li>
            <li>{t('family.noticePrivate')}</li>
            <li>{t('family.noticeWithdraw')}</li>
            <li>{t('family.noticeYou')}</li>
          </ul>
          <small class="soft">{t('family.noticeVersion', { version: shown.noticeVersion })}</small>
        </div>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="actions is-near family-answers">
          <button
            type="button"
            class="button tall"
            disabled={busy}
            onClick={() => void answer('refuse')}
          >
            {t('family.refuse')}
          </button>
          <button
            type="button"
            class="button tall"
            disabled={busy}
            onClick={() => void answer('give')}
          >
            {t('family.give')}
          </button>
        </div>
      </Sheet>
      {sheet}
    </>
  );
}
