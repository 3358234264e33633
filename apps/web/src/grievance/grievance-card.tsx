// One complaint: its ticket and clock, what was said on both sides, and what can be done now.

import { useState } from 'preact/hooks';
import type { Grievance } from '@jhalak/contracts/grievances';
import { NoteField } from '../comments/note-field.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of a text. */
const TEXT_MAX = 2_000;

interface GrievanceCardProps {
  one: Grievance;
  /** What the looker may write now. */
  act: 'appeal' | 'answer' | null;
  onChange: (now: Grievance) => void;
}

export function GrievanceCard({ one, act, onChange }: GrievanceCardProps) {
  const { t, locale } = useApp();
  const { id, kind, state, text, dueMs, answer, appeal, decision, appealTo } = one;
  const waits = state === 'open' || state === 'appealed';
  return (
    <article class="grievance-card">
      <b>{t(`grievance.${kind}`)}</b>
      <p class="soft">
        {t('report.ticket')}: <code>{id}</code>
      </p>
      <Said text={text} />
      {answer !== null && <Said title={t('grievance.answer')} text={answer.text} />}
      {appeal !== null && <Said title={t('comments.appeal')} text={appeal.text} />}
      {decision !== null && <Said title={t('grievance.decision')} text={decision.text} />}
      {waits && (
        <p>
          <Icon name="clock" /> {t('grievance.due', { date: timeText(dueMs, locale) })}
        </p>
      )}
      {!waits && appealTo !== '' && (
        <p class="soft">{t('grievance.appealTo', { place: appealTo })}</p>
      )}
      {act !== null && <Write one={one} act={act} onChange={onChange} />}
    </article>
  );
}

function Said({ title, text }: { title?: string; text: string }) {
  return (
    <>
      {title !== undefined && <h3>{title}</h3>}
      <p class="grievance-said" dir="auto">
        {text}
      </p>
    </>
  );
}

function Write({ one, act, onChange }: GrievanceCardProps & { act: 'appeal' | 'answer' }) {
  const app = useApp();
  const { t } = app;
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const word = act === 'appeal' ? t('comments.appeal') : t('grievance.give');
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const body = { text: text.trim() };
    const reply = await app.api.send<Grievance>('POST', `/v1/grievances/${one.id}/${act}`, body);
    setBusy(false);
    if (reply.kind === 'ok') onChange(reply.value);
    else setProblem(failureText(app, reply));
  }
  return (
    <form onSubmit={(event) => void send(event)}>
      <NoteField label={word} note={text} problem={problem} max={TEXT_MAX} onNote={setText} />
      <button type="submit" class="button" disabled={busy || text.trim() === ''}>
        {word}
      </button>
    </form>
  );
}

function timeText(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-IN' : locale, {
    ...{ day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' },
    numberingSystem: 'latn',
  }).format(atMs);
}
