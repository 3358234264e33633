// The minutes in which it changes hands, live: how long people have been unable to save, what is done, what people see.

import type { DealRoom } from '@jhalak/contracts/handover-room';
import { timeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { clockText } from './clock.tsx';
import { Digest } from './digest.tsx';
import { pausedOf, stonesOf, type Stone } from './steps.ts';
import { Work } from './work.tsx';

const SECOND_MS = 1_000;

export function Cutover({ room, nowMs }: { room: DealRoom; nowMs: number }) {
  const { t } = useApp();
  const stones = stonesOf(room).find(({ name }) => name === 'hand')?.stones ?? [];
  const paused = pausedOf(room, nowMs);
  const { step } = room.view;
  // Once the keys are given no time ends it any more.
  const given = step === 'fence' || step === 'takeover';
  const untilMs = given ? undefined : room.view.frozenUntilMs;
  const most = room.policy?.freezeMaxMs ?? 0;
  return (
    <div class="cutover">
      <section
        class={`big-clock ${paused === undefined ? '' : paused.over ? 'is-good' : 'is-running'}`}
        aria-labelledby="pause-title"
      >
        <h2 id="pause-title">
          {t(paused?.over === true ? 'transfer.wasPaused' : 'transfer.paused')}
        </h2>
        <p class="clock-face" role="timer" aria-live="off">
          {clockText(paused?.ms ?? 0)}
        </p>
        {paused === undefined ? (
          <p class="soft">{t('transfer.notPaused', { count: Math.round(most / SECOND_MS) })}</p>
        ) : (
          <>
            {!paused.over && <Bound fromMs={paused.fromMs} untilMs={untilMs} nowMs={nowMs} />}
            <p class="soft">{t(paused.over ? 'transfer.pausedBy' : 'transfer.pausedText')}</p>
          </>
        )}
      </section>
      <section class="meanwhile" aria-labelledby="meanwhile-title">
        <h2 id="meanwhile-title">{t('transfer.meanwhile')}</h2>
        <Meanwhile step={step} />
      </section>
      <section class="hand-steps" aria-labelledby="hand-title">
        <h2 id="hand-title">{t('transferStretch.hand')}</h2>
        <ol>
          {stones.map((stone) => (
            <HandStep key={stone.step} stone={stone} since={sinceOf(stone, stones)} />
          ))}
        </ol>
      </section>
      {room.view.as === 'seller' && <Work room={room} nowMs={nowMs} />}
    </div>
  );
}

/** How much of the time is gone after which people write again by themselves. */
function Bound({
  fromMs,
  untilMs,
  nowMs,
}: {
  fromMs: number;
  untilMs: number | undefined;
  nowMs: number;
}) {
  const { t } = useApp();
  if (untilMs === undefined) return <p class="clock-bound">{t('transfer.noEnd')}</p>;
  const gone = Math.min(1, Math.max(0, (nowMs - fromMs) / Math.max(1, untilMs - fromMs)));
  const over = nowMs >= untilMs;
  return (
    <>
      <span class="bound-bar" aria-hidden="true">
        <i style={{ inlineSize: `${(gone * 100).toFixed(1)}%` }} />
      </span>
      <p class="clock-bound">
        {over
          ? t('transfer.boundOver')
          : t('transfer.boundLeft', { left: clockText(untilMs - nowMs) })}
      </p>
    </>
  );
}

/** @returns when the step before this one was done. */
function sinceOf(stone: Stone, stones: readonly Stone[]): number | undefined {
  return stones[stones.indexOf(stone) - 1]?.done?.atMs;
}

function HandStep({ stone, since }: { stone: Stone; since: number | undefined }) {
  const { t, locale } = useApp();
  const { step, standing, done } = stone;
  return (
    <li class={`hand-step is-${standing}`} aria-current={standing === 'now' ? 'step' : undefined}>
      <i aria-hidden="true">{standing === 'done' ? '✓' : ''}</i>
      <div>
        <b>{t(`transferStep.${step}`)}</b>
        <small>{t(`transferStepText.${step}`)}</small>
        {done !== undefined && (
          <p class="hand-done">
            <span>{timeText(done.atMs, locale)}</span>
            {since !== undefined && <span>+{clockText(done.atMs - since)}</span>}
          </p>
        )}
        {done?.digest !== undefined && <Digest name={t('transfer.evidence')} hex={done.digest} />}
      </div>
    </li>
  );
}

/** The words that the app itself says to people at this moment. */
function Meanwhile({ step }: { step: DealRoom['view']['step'] }) {
  const { t } = useApp();
  const frozen = step === 'delta' || step === 'keys' || step === 'fence' || step === 'takeover';
  return (
    <div class="little-phone" role="img" aria-label={t(frozen ? 'frozen.text' : 'transfer.asEver')}>
      <div class="little-screen" aria-hidden="true">
        <i />
        <i />
        {frozen && (
          <p>
            <Icon name="clock" />
            {t('frozen.text')}
          </p>
        )}
      </div>
      <p class="soft">{t(frozen ? 'transfer.meanwhileFrozen' : 'transfer.asEver')}</p>
    </div>
  );
}
