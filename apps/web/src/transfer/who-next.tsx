// Who must act next, and what exactly is missing: nobody has to know the rules to know what to do.

import type { DealNext } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Left } from './clock.tsx';
import { Digest, DigestWords } from './digest.tsx';
import { countryName, partyOf, personName } from './names.ts';

export function WhoNext({ room, nowMs }: { room: DealRoom; nowMs: number }) {
  const { t, locale } = useApp();
  const { view } = room;
  const { next, step } = view;
  if (next === undefined || step === undefined) return null;
  if (view.aborted !== undefined)
    return (
      <section class="who-next is-ended" aria-labelledby="next-title">
        <h2 id="next-title">{t('transfer.abortedTitle')}</h2>
        <p>
          {t('transfer.abortedText', {
            side: t(`transferSide.${view.aborted.side}`),
            reason: view.aborted.reason,
          })}
        </p>
        <Missing room={room} missing={next.missing} />
      </section>
    );
  if (next.what === 'nothing')
    return (
      <section class="who-next is-ended is-good" aria-labelledby="next-title">
        <h2 id="next-title">{t('transfer.closedTitle')}</h2>
        <p>
          {view.kind === 'wind_down' || view.kind === 'hold'
            ? t(`transferClosed.${view.kind}`)
            : t('transfer.closedText', { epoch: String(view.newEpoch ?? view.ownerEpoch) })}
        </p>
        <Missing room={room} missing={next.missing} />
      </section>
    );
  const { frozenUntilMs } = view;
  return (
    <section class="who-next" aria-labelledby="next-title">
      <p class="soft">{t('transfer.nextLead')}</p>
      <h2 id="next-title">
        {t(`transferStep.${step as Exclude<typeof step, 'closed' | 'aborted'>}`)}
      </h2>
      <ul class="next-people">
        {next.by.map(({ side, people }) => (
          <li key={side}>
            <Waits room={room} next={next} side={side} people={people} />
          </li>
        ))}
      </ul>
      <Missing room={room} missing={next.missing} />
      {view.into !== undefined && <p class="soft">{t(`transferInto.${view.into}`)}</p>}
      {view.proposal !== undefined && (
        <div class="proposal">
          <p>{t('transfer.proposal', { who: personName(room, view.proposal.by) })}</p>
          {view.proposal.approvals.length > 0 && (
            <ul class="approvals">
              {view.proposal.approvals.map(({ person, side, expiresAtMs }) => (
                <li key={person}>
                  <Icon name="check" />
                  <span>
                    <b dir="auto">{personName(room, person)}</b>
                    <small>{t(`transferSide.${side}`)}</small>
                  </span>
                  <small class="until">
                    {t('transfer.until', { when: dateTimeText(expiresAtMs, locale) })}
                  </small>
                </li>
              ))}
            </ul>
          )}
          <Digest name={t('transfer.document')} hex={view.proposal.document} />
          <details>
            <summary>{t('transfer.scope')}</summary>
            <DigestWords name={t('transfer.scopeText')} hex={view.proposal.scope} />
          </details>
        </div>
      )}
      {frozenUntilMs !== undefined && view.kind !== 'wind_down' && (
        <Left untilMs={frozenUntilMs} nowMs={nowMs} name={t('transfer.freezeLeft')} />
      )}
    </section>
  );
}

interface WaitsProps {
  room: DealRoom;
  next: DealNext;
  side: DealNext['by'][number]['side'];
  people: number;
}

function Waits({ room, next, side, people }: WaitsProps) {
  const { t } = useApp();
  const { proposal, terms } = room.view;
  const bidder = side === 'bidder' ? (proposal?.bidder ?? terms?.bidder) : undefined;
  // While nobody is chosen, any of them may.
  const living = room.view.bidders.filter(({ out }) => out === undefined);
  const many = side === 'bidder' && bidder === undefined ? living : [];
  const party = partyOf(room, side, bidder);
  const gone = new Set([proposal?.by, ...(proposal?.approvals.map(({ person }) => person) ?? [])]);
  const able = party?.people.filter(({ id }) => next.what !== 'approve' || !gone.has(id)) ?? [];
  return (
    <>
      <span class={`side-chip is-${side}`}>{t(`transferSide.${side}`)}</span>
      <span>
        <b dir="auto">
          {party?.name ?? (many.map(({ name }) => name).join(', ') || t(`transferSide.${side}`))}
        </b>
        <small>
          {next.what === 'approve'
            ? t('transfer.waitsApprove', { count: people })
            : t(next.what === 'propose' ? 'transfer.waitsPropose' : 'transfer.waitsWork')}
          {able.length > 0 &&
            ` ${t('transfer.oneOf', { people: able.map(({ name }) => name).join(', ') })}`}
        </small>
      </span>
    </>
  );
}

const KINDS = [
  ...(['declaration', 'bidder', 'screening', 'allowance', 'rehearsal', 'copies'] as const),
  ...(['seal_expired', 'freeze_over', 'export_side', 'deadline'] as const),
] as const;

function Missing({ room, missing }: { room: DealRoom; missing: readonly string[] }) {
  const { t, locale } = useApp();
  if (missing.length === 0) return null;
  const nameOf = (id: string) => room.view.bidders.find((one) => one.id === id)?.name ?? id;
  return (
    <ul class="missing">
      {missing.map((code) => {
        const [kind = '', about = ''] = code.split(':');
        const known = KINDS.find((one) => one === kind);
        const name = kind === 'export_side' ? countryName(about, locale) : nameOf(about);
        return (
          <li key={code}>
            <Icon name="flag" />
            <span>{known === undefined ? code : t(`transferMissing.${known}`, { name })}</span>
          </li>
        );
      })}
    </ul>
  );
}
