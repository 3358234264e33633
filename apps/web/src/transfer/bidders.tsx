// The bidders, with their owners; one that is out, with the copies that must come back; and whose side the mediator is on.

import type { DealViewBidder } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Digest } from './digest.tsx';
import { Ownership } from './ownership.tsx';

export function Bidders({ room, nowMs }: { room: DealRoom; nowMs: number }) {
  const { t } = useApp();
  const { bidders } = room.view;
  return (
    <section class="bidders" aria-labelledby="bidders-title">
      <h2 id="bidders-title">{t('transfer.bidders')}</h2>
      {bidders.length === 0 ? (
        <p class="outside-none">{t('transfer.noBidders')}</p>
      ) : (
        <ul>
          {bidders.map((bidder) => (
            <li key={bidder.id} class={bidder.out === undefined ? 'bidder' : 'bidder is-out'}>
              <Bidder room={room} bidder={bidder} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Bidder({
  room,
  bidder,
  nowMs,
}: {
  room: DealRoom;
  bidder: DealViewBidder;
  nowMs: number;
}) {
  const { t } = useApp();
  const { id, name, out, copies, screening, rehearsal } = bidder;
  const told = room.screenings.find((one) => one.bidder === id);
  const people = room.parties.find((one) => one.bidder === id)?.people ?? [];
  return (
    <>
      <header>
        <h3 dir="auto">{name}</h3>
        {room.view.terms?.bidder === id && (
          <span class="side-chip is-bidder">{t('transfer.buyer')}</span>
        )}
        {out !== undefined && <span class="side-chip is-gone">{t('transfer.out')}</span>}
      </header>
      {people.length > 0 && <p class="soft">{people.map((one) => one.name).join(', ')}</p>}
      {out !== undefined && <p>{t('transfer.outWhy', { reason: out })}</p>}
      {rehearsal !== undefined && (
        <div class="rehearsed">
          <p class="verdict-line is-good">
            <Icon name="check" />
            {t('transfer.rehearsed')}
          </p>
          <Digest name={t('transfer.report')} hex={rehearsal} />
        </div>
      )}
      {screening !== undefined && told !== undefined && (
        <Ownership screening={told} told={screening} policy={room.policy} nowMs={nowMs} />
      )}
      {copies.length > 0 && <Copies copies={copies} out={out !== undefined} />}
    </>
  );
}

function Copies({ copies, out }: { copies: DealViewBidder['copies']; out: boolean }) {
  const { t } = useApp();
  const open = copies.filter(({ returned }) => returned === undefined).length;
  return (
    <div class="copies">
      <h4>{t(out && open > 0 ? 'transfer.copiesBack' : 'transfer.copies', { count: open })}</h4>
      <ul>
        {copies.map(({ copy, what, returned }) => (
          <li key={copy} class={returned === undefined ? '' : 'is-back'}>
            <Icon name={returned === undefined ? 'clock' : 'check'} />
            <span>
              <b dir="auto">{what}</b>
              <small>{t(returned === undefined ? 'transfer.copyOpen' : 'transfer.copyBack')}</small>
              <code>{copy.slice(0, 12)}…</code>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Mediator({ room }: { room: DealRoom }) {
  const { t } = useApp();
  const { interests, names, bidders } = room.view;
  const mediator = names?.['mediator'];
  if (mediator === undefined) return null;
  const nameOf = (id: string): string =>
    names?.[id] ?? bidders.find((one) => one.id === id)?.name ?? id;
  return (
    <section class="mediator" aria-labelledby="mediator-title">
      <h2 id="mediator-title">{t('transfer.mediator', { name: mediator })}</h2>
      {interests === undefined ? (
        <p class="verdict-line is-bad">
          <Icon name="flag" />
          {t('transfer.notDeclared')}
        </p>
      ) : interests.length === 0 ? (
        <p class="verdict-line is-good">
          <Icon name="check" />
          {t('transfer.noInterest')}
        </p>
      ) : (
        <ul class="interests">
          {interests.map((one) => (
            <li key={`${one.in} ${one.kind} ${one.evidence}`}>
              <i aria-hidden="true" />
              <span>
                <b dir="auto">{nameOf(one.in)}</b>
                <small dir="auto">{one.kind}</small>
              </span>
              <Digest name={t('transfer.evidence')} hex={one.evidence} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
