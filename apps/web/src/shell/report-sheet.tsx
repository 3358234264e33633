import { useState } from 'preact/hooks';
import type { ReportCreated, ReportReason } from '@jhalak/contracts/safety';
import { REPORT_REASONS } from '../contract-values.ts';
import { useApp } from './app-context.ts';
import { failureText } from './say-failure.ts';
import { Sheet } from './sheet.tsx';

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

/** Asks for a reason, sends the report and shows its ticket. */
export function ReportSheet({
  path,
  onReported,
  onClose,
}: {
  /** Where reports of the thing go. */
  path: string;
  onReported: () => void;
  onClose: () => void;
}) {
  const app = useApp();
  const { t } = app;
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [ticket, setTicket] = useState<string | null>(null);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (reason === null) {
      setProblem(t('report.chooseReason'));
      return;
    }
    setBusy(true);
    setProblem(null);
    if (await app.ensureViewer()) {
      const reply = await app.api.send<ReportCreated>('POST', path, {
        reason,
        ...(note.trim() !== '' && { note: note.trim() }),
      });
      if (reply.kind === 'ok') {
        setTicket(reply.value.ticket);
        onReported();
      } else setProblem(failureText(app, reply));
    }
    setBusy(false);
  }

  if (ticket !== null) {
    return (
      <Sheet title={t('report.thanks')} onClose={onClose}>
        <p>{t('report.ticket')}</p>
        <code class="ticket">{ticket}</code>
        <p class="soft">{t('report.next')}</p>
        <div class="actions">
          <button type="button" class="button primary" onClick={onClose}>
            {t('common.done')}
          </button>
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={t('more.report')} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <fieldset class="choices">
          <legend>{t('report.why')}</legend>
          {REPORT_REASONS.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="reason"
                value={one}
                checked={reason === one}
                onChange={() => setReason(one)}
              />
              <span>{t(`reason.${one}`)}</span>
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
