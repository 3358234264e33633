// The certificate, to be printed: who handed what to whom, when, under whose signatures, what that proves and what not.

import { useEffect, useState } from 'preact/hooks';
import type { DealEvent } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { keepFile } from './act-file.ts';
import { Annex } from './certificate-annex.tsx';
import { clockText } from './clock.tsx';
import { readEvents, takeRecord } from './deal-record.ts';
import { countryName, personName } from './names.ts';
import { APPROVED, pausedOf, stonesOf } from './steps.ts';

const PROVEN = ['signed', 'order', 'logged', 'digests', 'oneOwner'] as const;
const NOT_PROVEN = ['copies', 'root', 'truth', 'people'] as const;
/** Beside these, where it matters to a kind of deal. */
const NOT_PROVEN_MORE = {
  sale: ['disk'],
  wind_down: ['disk'],
  hold: [],
  restructure: ['former'],
} as const;

export function Certificate({ room }: { room: DealRoom }) {
  const app = useApp();
  const { t, api } = app;
  const { deal, step, seq } = room.view;
  const [events, setEvents] = useState<DealEvent[] | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void readEvents(api, deal).then((reply) => {
      if (reply.kind === 'ok') setEvents(reply.value);
    });
    // Depends on less than it reads: a new event has a new number
  }, [deal, seq]);
  async function take(): Promise<void> {
    setBusy(true);
    const reply = await takeRecord(api, deal);
    setBusy(false);
    if (reply.kind === 'ok') keepFile(`handover-${deal}.json`, `${JSON.stringify(reply.value)}\n`);
    else sayFailure(app, reply);
  }
  return (
    <div class="certificate-page">
      <div class="certificate-tools">
        <button type="button" class="button primary" onClick={() => print()}>
          <Icon name="copy" />
          {t('certificate.print')}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => void take()}>
          <Icon name="download" />
          {t('certificate.record')}
        </button>
        <a class="button" href="/verify">
          <Icon name="check" />
          {t('certificate.verify')}
        </a>
        <p class="soft">{t('certificate.recordText')}</p>
      </div>
      {step !== 'closed' && <p class="verdict-line is-hidden">{t('certificate.draft')}</p>}
      <article class="certificate" aria-labelledby="certificate-title">
        <Sheet room={room} />
        {events === null ? (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        ) : (
          <Annex room={room} events={events} />
        )}
      </article>
    </div>
  );
}

function Sheet({ room }: { room: DealRoom }) {
  const { t } = useApp();
  const { cell, deal, kind, ownerEpoch, newEpoch, step, head } = room.view;
  const over = step === 'closed';
  return (
    <div class="sheet-one">
      <header>
        <p class="certificate-kind">
          {!over
            ? t('certificate.kindDraft')
            : kind === 'sale'
              ? t('certificate.kind')
              : t(`certificateKind.${kind}`)}
        </p>
        <h2 id="certificate-title">{t('certificate.title', { cell })}</h2>
        <p>
          {kind === 'wind_down' || kind === 'hold'
            ? t(`certificateLead.${kind}`, { from: String(ownerEpoch) })
            : t('certificate.lead', {
                from: String(ownerEpoch),
                to: newEpoch === undefined ? '–' : String(newEpoch),
              })}
        </p>
      </header>
      <Parties room={room} />
      <Times room={room} />
      <Steps room={room} />
      <div class="certificate-claims">
        <section>
          <h3>{t('certificate.proven')}</h3>
          <ul>
            {PROVEN.filter((one) => one !== 'oneOwner' || newEpoch !== undefined).map((one) => (
              <li key={one}>{t(`certificateProven.${one}`)}</li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{t('certificate.notProven')}</h3>
          <ul>
            {[...NOT_PROVEN, ...NOT_PROVEN_MORE[kind]].map((one) => (
              <li key={one}>{t(`certificateNot.${one}`)}</li>
            ))}
          </ul>
        </section>
      </div>
      <footer>
        <p>
          {t('certificate.deal')} <code>{deal}</code>
        </p>
        <p>
          {t('certificate.head')} <code>{head}</code>
        </p>
        <p>{t('certificate.check')}</p>
      </footer>
    </div>
  );
}

function Parties({ room }: { room: DealRoom }) {
  const { t, locale } = useApp();
  const { terms } = room.view;
  return (
    <section class="certificate-parties">
      <h3>{t('certificate.parties')}</h3>
      <dl>
        {room.parties
          .filter(({ side, bidder }) => side !== 'bidder' || bidder === terms?.bidder)
          .map(({ side, bidder, name, country, people }) => (
            <div key={bidder ?? side}>
              <dt>{t(side === 'bidder' ? 'transfer.buyer' : `transferSide.${side}`)}</dt>
              <dd>
                <b>{name}</b>
                {country !== undefined && ` (${countryName(country, locale)})`}
                <span>{people.map((one) => one.name).join(', ')}</span>
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** With seconds and the zone: a document is read elsewhere. */
function whole(ms: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
    hourCycle: 'h23',
    numberingSystem: 'latn',
  }).format(ms);
}

function Times({ room }: { room: DealRoom }) {
  const { t, locale } = useApp();
  const at = (step: string) => room.steps.find((one) => one.step === step)?.atMs;
  const paused = pausedOf(room, room.atMs);
  const lines = [
    ['sealed', at('seal'), 'seal'],
    ['fenced', at('fence'), 'fence'],
    ['takenOver', at('takeover'), 'takeover'],
    ['accepted', at('acceptance'), 'acceptance'],
  ] as const;
  const own = new Set(lines.filter(([, , step]) => room.path.includes(step)).map(([name]) => name));
  return (
    <dl class="certificate-times">
      {lines
        .filter(([name]) => own.has(name))
        .map(([name, ms]) => (
          <div key={name}>
            <dt>{t(`certificateTime.${name}`)}</dt>
            <dd>{ms === undefined ? '–' : `${whole(ms, locale)} UTC`}</dd>
          </div>
        ))}
      <div>
        <dt>{t('certificateTime.paused')}</dt>
        <dd>{paused?.over === true ? clockText(paused.ms) : '–'}</dd>
      </div>
    </dl>
  );
}

function Steps({ room }: { room: DealRoom }) {
  const { t, locale } = useApp();
  const stones = stonesOf(room).flatMap((one) => one.stones);
  return (
    <table class="certificate-steps">
      <caption>{t('certificate.steps')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('certificate.step')}</th>
          <th scope="col">{t('certificate.when')}</th>
          <th scope="col">{t('certificate.who')}</th>
          <th scope="col">SHA-256</th>
        </tr>
      </thead>
      <tbody>
        {stones
          .filter(({ standing }) => standing !== 'skipped')
          .map(({ step, done }) => (
            <tr key={step}>
              <th scope="row">{t(`transferStep.${step}`)}</th>
              <td>{done === undefined ? '–' : whole(done.atMs, locale)}</td>
              <td>
                {done === undefined
                  ? '–'
                  : APPROVED.includes(step)
                    ? done.approvals.map(({ person }) => personName(room, person)).join(', ')
                    : personName(room, done.by ?? '')}
              </td>
              <td>
                <code>{done?.digest ?? '–'}</code>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
