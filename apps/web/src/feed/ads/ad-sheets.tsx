// An ad's sheets: why it is here and who pays, hiding it or its advertiser, and what is wrong with it.

import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import type { AdHideBody, AdReportBody, AdWhy, ServedAd } from '@jhalak/contracts/ad-slots';
import type { Reply } from '../../api/client.ts';
import { AD_REPORT_REASONS } from './report-reasons.ts';
import { useApp } from '../../shell/app-context.ts';
import { Icon } from '../../shell/icons.tsx';
import { Link } from '../../shell/link.tsx';
import { failureText, sayFailure } from '../../shell/say-failure.ts';
import { Sheet } from '../../shell/sheet.tsx';

type Body = ComponentType<{ onClose: () => void }>;
type SheetAd = Pick<ServedAd, 'token' | 'sponsor'>;

interface Told {
  onHidden: () => void;
  onReported: () => void;
}

/** The contract's bound of a note. */
const NOTE_MAX = 500;

/** @returns the three sheets of an ad, for whoever opens sheets. */
export function adSheets(ad: SheetAd, told: Told): Record<'Why' | 'Hide' | 'Report', Body> {
  return {
    Why: (props) => <WhySheet ad={ad} {...props} />,
    Hide: (props) => <HideSheet ad={ad} onHidden={told.onHidden} {...props} />,
    Report: (props) => <ReportedHere ad={ad} onReported={told.onReported} {...props} />,
  };
}

function WhySheet({ ad, onClose }: { ad: SheetAd; onClose: () => void }) {
  const { t, api } = useApp();
  const [why, setWhy] = useState<AdWhy | 'asking' | 'away'>('asking');
  useEffect(() => {
    void api.get<AdWhy>(`/v1/ads/why?token=${encodeURIComponent(ad.token)}`).then((reply) => {
      setWhy(reply.kind === 'ok' ? reply.value : 'away');
    });
    // Depends on less than it reads: once an ad
  }, [ad.token]);
  return (
    <Sheet title={t('ad.why')} onClose={onClose}>
      <div class="ad-why" aria-busy={why === 'asking'}>
        <p class="ad-payer">
          {t('ad.paidBy', { name: typeof why === 'string' ? ad.sponsor : payerOf(why) })}
        </p>
        {why === 'away' && <p class="soft">{t('ad.whyAway')}</p>}
        {typeof why !== 'string' && (
          <>
            {why.partner !== undefined && (
              <p class="soft">{t('ad.soldBy', { name: why.partner })}</p>
            )}
            <ul class="ad-reasons">
              {why.reasons.map(({ code, text }) => (
                <li key={code}>
                  <Icon name="check" />
                  <span>{text}</span>
                </li>
              ))}
            </ul>
            <p class="soft">{why.promise}</p>
          </>
        )}
        <Link href="/settings" class="button quiet">
          <Icon name="settings" />
          {t('ad.choices')}
        </Link>
      </div>
    </Sheet>
  );
}

const payerOf = ({ sponsor, legalName }: AdWhy): string =>
  legalName === undefined || legalName === sponsor ? sponsor : `${sponsor} (${legalName})`;

function HideSheet({
  ad,
  onHidden,
  onClose,
}: {
  ad: SheetAd;
  onHidden: () => void;
  onClose: () => void;
}) {
  const app = useApp();
  const { t } = app;
  const [busy, setBusy] = useState(false);
  async function hide(what: AdHideBody['what']): Promise<void> {
    setBusy(true);
    const body: AdHideBody = { token: ad.token, what };
    const reply = await app.api.send('POST', '/v1/ads/hide', body);
    setBusy(false);
    onClose();
    // From this screen it goes in any case.
    onHidden();
    if (reply.kind === 'ok') app.say(t('ad.hidden'));
    else sayFailure(app, reply);
  }
  return (
    <Sheet title={t('ad.hide')} onClose={onClose}>
      <ul class="menu">
        <li>
          <button type="button" disabled={busy} onClick={() => void hide('ad')}>
            <Icon name="hide" />
            {t('ad.hideThis')}
          </button>
        </li>
        <li>
          <button type="button" disabled={busy} onClick={() => void hide('advertiser')}>
            <Icon name="close" />
            {t('ad.hideAdvertiser', { sponsor: ad.sponsor })}
          </button>
        </li>
      </ul>
    </Sheet>
  );
}

function ReportedHere({
  ad,
  onReported,
  onClose,
}: {
  ad: SheetAd;
  onReported: () => void;
  onClose: () => void;
}) {
  const { api } = useApp();
  const send = async (body: AdReportBody): Promise<Reply<unknown>> => {
    const reply = await api.send<unknown>('POST', '/v1/ads/reports', body);
    if (reply.kind === 'ok') onReported();
    return reply;
  };
  return <AdReportSheet token={ad.token} send={send} onClose={onClose} />;
}

/**
 * Asks what is wrong with an ad.
 *
 * @param send delivers it; undefined: it is only counted.
 */
export function AdReportSheet({
  token,
  send: deliver,
  onClose,
}: {
  token: string;
  send: (body: AdReportBody) => Promise<Reply<unknown> | undefined>;
  onClose: () => void;
}) {
  const app = useApp();
  const { t } = app;
  const [reason, setReason] = useState<AdReportBody['reason'] | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (reason === null) {
      setProblem(t('report.chooseReason'));
      return;
    }
    setBusy(true);
    const said = note.trim();
    const reply = await deliver({ token, reason, ...(said !== '' && { note: said }) });
    setBusy(false);
    if (reply !== undefined && reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    onClose();
    app.say(reply === undefined ? t('ad.reportCounted') : t('ad.reported'));
  }
  return (
    <Sheet title={t('ad.report')} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <fieldset class="choices">
          <legend>{t('ad.reportWhy')}</legend>
          {AD_REPORT_REASONS.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="reason"
                value={one}
                checked={reason === one}
                onChange={() => setReason(one)}
              />
              <span>{t(`ad.reason_${one}`)}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>{t('report.note')}</span>
          <textarea
            rows={2}
            maxLength={NOTE_MAX}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary" disabled={busy}>
            {t('report.send')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
