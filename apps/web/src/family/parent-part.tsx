// A parent's side: the code of a child who asks, and the children for whom one answers.

import type {
  Family,
  FamilyChild,
  FamilyChildPatch,
  ParentAskShown,
} from '@jhalak/contracts/family';
import { useEffect, useRef, useState } from 'preact/hooks';
import { TextField } from '../account/field.tsx';
import { useStepUp } from '../account/step-up.tsx';
import type { Reply } from '../api/client.ts';
import { Switch } from '../settings/controls.tsx';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { Avatar } from '../shell/avatar.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { MinutesField } from '../screen-time/minutes-field.tsx';
import { today } from '../screen-time/used-time.ts';
import { AnswerSheet } from './answer-sheet.tsx';
import { takeCode } from './code-in-hand.ts';

interface ParentPartProps {
  family: Family;
  onFamily: (family: Family) => void;
}

export function ParentPart({ family, onFamily }: ParentPartProps) {
  const app = useApp();
  const { t, api } = app;
  const [code, setCode] = useState(takeCode);
  const [shown, setShown] = useState<ParentAskShown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function look(): Promise<void> {
    setProblem(null);
    const reply = await api.send<ParentAskShown>('POST', '/v1/family/look', { code });
    if (reply.kind === 'ok') setShown(reply.value);
    else if (reply.kind === 'problem' && reply.code === 'family.code_wrong')
      setProblem(t('family.codeWrong'));
    else if (reply.kind === 'problem' && reply.code === 'family.adult_only')
      setProblem(t('family.adultOnly'));
    else setProblem(failureText(app, reply));
  }
  useEffect(() => {
    // Opened by the child's link or picture: nothing is left to type.
    if (code !== '') void look();
    // Depends on less than it reads: once, with what the page was opened with
  }, []);

  return (
    <>
      <section>
        <h2>{t('family.answerTitle')}</h2>
        <p>{t('family.answerText')}</p>
        <form
          class="family-form"
          onSubmit={(event) => {
            event.preventDefault();
            void look();
          }}
        >
          <TextField
            label={t('family.code')}
            value={code}
            onValue={setCode}
            input={{ autocomplete: 'off', maxLength: 40, dir: 'ltr', required: true }}
          />
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary tall">
            {t('common.continue')}
          </button>
        </form>
      </section>
      <section>
        <h2>{t('family.children')}</h2>
        {family.children.length === 0 && <p class="soft">{t('family.noChildren')}</p>}
        {family.children.map((child) => (
          <ChildCard key={child.handle} child={child} onFamily={onFamily} />
        ))}
      </section>
      {shown !== null && (
        <AnswerSheet
          shown={shown}
          code={code}
          onAnswered={(next) => {
            onFamily(next);
            setShown(null);
            setCode('');
          }}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}

function ChildCard({
  child,
  onFamily,
}: {
  child: FamilyChild;
  onFamily: ParentPartProps['onFamily'];
}) {
  const app = useApp();
  const { t, api, locale } = app;
  const { guard, sheet } = useStepUp();
  const { handle } = child;
  const path = `/v1/family/children/${encodeURIComponent(handle)}`;
  /** The same until the cell has answered: a reply that got lost gives no time twice. */
  const giving = useRef<string | null>(null);

  async function giveMore(): Promise<void> {
    giving.current ??= crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const body = { day: today(), key: giving.current };
    const reply = await api.send<Family>('POST', `${path}/more`, body);
    if (reply.kind !== 'offline') giving.current = null;
    take(reply, t('family.moreGiven', { handle }));
  }

  function take(reply: Reply<Family> | undefined, said: string): void {
    if (reply?.kind === 'ok') {
      onFamily(reply.value);
      app.say(said);
    } else if (reply?.kind === 'problem' && reply.code === 'family.too_many')
      app.say(t('family.noMore'));
    else if (reply !== undefined) sayFailure(app, reply);
  }
  const change = async (patch: FamilyChildPatch): Promise<void> =>
    take(await api.send<Family>('PATCH', path, patch), t('family.saved'));

  return (
    <article class="family-child" aria-label={`@${handle}`}>
      <header>
        <Avatar handle={handle} />
        <span>
          <b dir="auto">{child.displayName ?? `@${handle}`}</b>
          <small>
            <bdi>@{handle}</bdi> · {t(`age.${child.ageBand}`)}
          </small>
        </span>
      </header>
      <p class="soft">
        {t('family.since', { day: fullDateText(child.sinceMs, locale) })}{' '}
        {child.proofs.map((proof) => t(`family.proof-${proof}`)).join(' · ')}
      </p>
      <MinutesField
        label={t('time.daily')}
        value={child.dailyMinutes}
        onValue={(dailyMinutes) => void change({ dailyMinutes })}
      />
      {child.dailyMinutes !== null && (
        <button type="button" class="button tall" onClick={() => void giveMore()}>
          {t('family.more')}
        </button>
      )}
      <Switch
        label={t('family.public')}
        hint={t('family.publicHint')}
        on={child.mayBePublic}
        onChange={(mayBePublic) => void change({ mayBePublic })}
      />
      <SureButton
        onSure={() => {
          void guard(async () => await api.send<Family>('DELETE', path)).then((reply) =>
            take(reply, t('family.withdrawn', { handle })),
          );
        }}
      >
        {t('family.withdraw')}
      </SureButton>
      {sheet}
    </article>
  );
}
