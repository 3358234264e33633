// The deal as a path of stones: behind lies what is done, with its evidence; ahead what is still to be gone.

import { useState } from 'preact/hooks';
import type { DealRoom, RoomStep } from '@jhalak/contracts/handover-room';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Left } from './clock.tsx';
import { Digest, DigestWords } from './digest.tsx';
import { personName } from './names.ts';
import {
  APPROVED,
  DOERS,
  noWayBack,
  ownText,
  stonesOf,
  type PathStep,
  type Stone,
} from './steps.ts';

const MARKS = { done: '✓', now: '', ahead: '', skipped: '–', lost: '' } as const;

export function PathPicture({ room, nowMs }: { room: DealRoom; nowMs: number }) {
  const { t } = useApp();
  const stretches = stonesOf(room);
  const stones = stretches.flatMap((one) => one.stones);
  const here =
    stones.find(({ standing }) => standing === 'now') ?? stones.findLast(({ done }) => done);
  const [chosen, setChosen] = useState<PathStep | null>(null);
  const shown = stones.find(({ step }) => step === (chosen ?? here?.step));
  return (
    <section class="deal-path" aria-labelledby="path-title">
      <h2 id="path-title">{t('transfer.path')}</h2>
      <p class="soft">
        <b>{t(`dealKind.${room.view.kind}`)}</b> · {t(`dealKindText.${room.view.kind}`)}
      </p>
      <div class="stretches">
        {stretches.map(({ name, stones: own }) => (
          <div key={name} class={`stretch is-${name}`}>
            <h3>{t(`transferStretch.${name}`)}</h3>
            <ol>
              {own.map((stone) => (
                <li key={stone.step} class={`stone is-${stone.standing}`}>
                  <button
                    type="button"
                    aria-pressed={shown?.step === stone.step}
                    aria-current={stone.standing === 'now' ? 'step' : undefined}
                    onClick={() => setChosen(stone.step)}
                  >
                    <i aria-hidden="true">{MARKS[stone.standing]}</i>
                    <span>{t(`transferStep.${stone.step}`)}</span>
                    <small>{t(`transferStanding.${stone.standing}`)}</small>
                  </button>
                  {stone.step === noWayBack(room) && (
                    <em class="no-way-back">{t('transfer.noWayBack')}</em>
                  )}
                </li>
              ))}
            </ol>
          </div>
        ))}
      </div>
      {shown !== undefined && <StoneDetail room={room} stone={shown} nowMs={nowMs} />}
    </section>
  );
}

function StoneDetail({ room, stone, nowMs }: { room: DealRoom; stone: Stone; nowMs: number }) {
  const { t } = useApp();
  const { step, standing, done } = stone;
  const approved = APPROVED.includes(step);
  const own = ownText(room, step);
  const sides = DOERS[step].map((side) => t(`transferSide.${side}`)).join(', ');
  return (
    <div class={`stone-detail is-${standing}`}>
      <header>
        <h3>{t(`transferStep.${step}`)}</h3>
        <span class="standing">{t(`transferStanding.${standing}`)}</span>
      </header>
      <p class="soft">
        {own === undefined ? t(`transferStepText.${step}`) : t(`transferOwn.${own}`)}
      </p>
      {done === undefined ? (
        standing !== 'skipped' && (
          <p class="soft">{t(approved ? 'transfer.proposedBy' : 'transfer.doneBy', { sides })}</p>
        )
      ) : (
        <Done room={room} done={done} nowMs={nowMs} />
      )}
    </div>
  );
}

function Done({ room, done, nowMs }: { room: DealRoom; done: RoomStep; nowMs: number }) {
  const { t, locale } = useApp();
  const { by, atMs, digest, scope, approvals, untilMs, step } = done;
  const approved = APPROVED.includes(step);
  return (
    <>
      <p class="done-line">
        <Icon name="check" />
        {by === undefined
          ? dateTimeText(atMs, locale)
          : t(approved ? 'transfer.proposedAt' : 'transfer.doneAt', {
              who: personName(room, by),
              when: dateTimeText(atMs, locale),
            })}
      </p>
      {approvals.length > 0 && (
        <ul class="approvals">
          {approvals.map(({ person, side, atMs: whenMs, expiresAtMs }) => (
            <li key={person}>
              <Icon name="check" />
              <span>
                <b dir="auto">{personName(room, person)}</b>
                <small>
                  {t(`transferSide.${side}`)} · {dateTimeText(whenMs, locale)}
                </small>
              </span>
              <small class="until">
                {t('transfer.until', { when: dateTimeText(expiresAtMs, locale) })}
              </small>
            </li>
          ))}
        </ul>
      )}
      {untilMs !== undefined && step !== 'acceptance' && (
        <Left untilMs={untilMs} nowMs={nowMs} name={t('transfer.countsFor')} />
      )}
      {digest !== undefined && (
        <Digest name={t(approved ? 'transfer.document' : 'transfer.evidence')} hex={digest} />
      )}
      {scope !== undefined && (
        <details>
          <summary>{t('transfer.scope')}</summary>
          <DigestWords name={t('transfer.scopeText')} hex={scope} />
        </details>
      )}
    </>
  );
}
