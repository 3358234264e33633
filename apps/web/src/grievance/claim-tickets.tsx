// Asks somebody who has signed in whether a complaint that was sent from this device without an account is theirs. It is never taken
// unasked: a phone goes from hand to hand, and what is complained of may be nobody else's business.

import { useState } from 'preact/hooks';
import type { Grievance } from '@jhalak/contracts/grievances';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';
import { dropTicket, keepTicket, keptTickets } from './kept-tickets.ts';

export function ClaimTickets({ onClaimed }: { onClaimed: (now: Grievance) => void }) {
  const app = useApp();
  const { t } = app;
  const [tickets, setTickets] = useState(keptTickets);
  const [busy, setBusy] = useState(false);
  function drop(id: string): void {
    dropTicket(id);
    setTickets(keptTickets());
  }
  async function claim(id: string, key: string): Promise<void> {
    setBusy(true);
    const reply = await app.api.send<Grievance>('POST', `/v1/grievances/${id}/claim`, { key });
    setBusy(false);
    if (reply.kind === 'ok') onClaimed(reply.value);
    else sayFailure(app, reply);
    // Taken, or gone: another try would change nothing.
    if (reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 404)) drop(id);
  }
  function leave(id: string, key: string): void {
    drop(id);
    const run = (): void => {
      keepTicket({ id, key });
      setTickets(keptTickets());
    };
    app.say(t('grievance.claimNot'), { label: t('common.undo'), run });
  }
  return (
    <>
      {tickets.map(({ id, key }) => (
        <section key={id} class="grievance-card grievance-claim">
          <p>{t('grievance.claimAsk')}</p>
          <p class="soft">
            {t('report.ticket')}: <code>{id}</code>
          </p>
          <div class="row">
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => void claim(id, key)}
            >
              {t('grievance.claim')}
            </button>
            <button
              type="button"
              class="button quiet"
              disabled={busy}
              onClick={() => leave(id, key)}
            >
              {t('grievance.claimNot')}
            </button>
          </div>
        </section>
      ))}
    </>
  );
}
