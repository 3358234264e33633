// What can be decided on a card in its state. One form at a time; the keys open the same ones.

import { useState } from 'preact/hooks';
import type { CardActBody, CardAction, DeskCard } from '@jhalak/contracts/cards';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { CardWords, textOf, type Words } from './card-words.tsx';
import { useDeskKeys } from './use-desk-keys.ts';
import { fromField, toField } from './when.ts';

type Form = 'schedule' | 'correct' | 'refuse' | 'kill';
type Act = (action: CardAction, more?: Omit<CardActBody, 'action'>) => Promise<boolean>;

interface DecisionsProps {
  card: DeskCard;
  busy: boolean;
  act: Act;
}

export function CardDecisions({ card, busy, act }: DecisionsProps) {
  const { t, locale } = useApp();
  const [form, setForm] = useState<Form | null>(null);
  const proposed = card.state === 'proposed';
  const approved = card.state === 'approved';
  const toggle = (which: Form) => () => setForm((now) => (now === which ? null : which));
  useDeskKeys({
    a: proposed && !busy ? () => void act('approve') : undefined,
    r: proposed ? toggle('refuse') : undefined,
    e: proposed || approved ? toggle('correct') : undefined,
    x: approved ? toggle('kill') : undefined,
  });
  if (!proposed && !approved)
    return card.ended === undefined ? null : (
      <p class="card-box" lang={locale}>
        {t('cards.ended', { reason: card.ended.reason })}
      </p>
    );
  const sent = async (action: CardAction, more: Omit<CardActBody, 'action'>): Promise<void> => {
    if (await act(action, more)) setForm(null);
  };
  const button = (which: Form, icon: IconName, danger = false) => (
    <button
      type="button"
      class={danger ? 'button danger' : 'button'}
      aria-expanded={form === which}
      onClick={toggle(which)}
    >
      <Icon name={icon} />
      {t(`cardAct.${which}`)}
    </button>
  );
  return (
    <div class="card-decisions">
      <div class="row">
        {proposed && (
          <button
            type="button"
            class="button primary"
            disabled={busy}
            onClick={() => void act('approve')}
          >
            <Icon name="check" />
            {t('cardAct.approve')}
          </button>
        )}
        {button('schedule', 'clock')}
        {button('correct', 'settings')}
        {proposed ? button('refuse', 'close', true) : button('kill', 'trash', true)}
      </div>
      {form === 'schedule' && (
        <ScheduleForm
          card={card}
          busy={busy}
          onSend={(times) => void sent(proposed ? 'approve' : 'schedule', times)}
        />
      )}
      {form === 'correct' && (
        <CorrectForm card={card} busy={busy} onSend={(more) => void sent('correct', more)} />
      )}
      {(form === 'refuse' || form === 'kill') && (
        <NoteForm
          key={form}
          action={form}
          busy={busy}
          onSend={(note) => void sent(form, { note })}
        />
      )}
    </div>
  );
}

type Times = Pick<CardActBody, 'fromMs' | 'untilMs' | 'embargoUntilMs'>;

function ScheduleForm({
  card,
  busy,
  onSend,
}: {
  card: DeskCard;
  busy: boolean;
  onSend: (times: Times) => void;
}) {
  const { t } = useApp();
  const [from, setFrom] = useState(toField(card.fromMs));
  const [until, setUntil] = useState(toField(card.untilMs));
  const [embargo, setEmbargo] = useState(toField(card.embargoUntilMs));
  const fields = [
    ['from', from, setFrom],
    ['until', until, setUntil],
    ['embargo', embargo, setEmbargo],
  ] as const;
  function send(event: Event): void {
    event.preventDefault();
    const [fromMs, untilMs, embargoUntilMs] = [from, until, embargo].map(fromField);
    onSend({
      ...(fromMs !== undefined && { fromMs }),
      ...(untilMs !== undefined && { untilMs }),
      ...(embargoUntilMs !== undefined && { embargoUntilMs }),
    });
  }
  return (
    <form class="card-box" onSubmit={send}>
      {fields.map(([name, value, set]) => (
        <label key={name} class="field">
          <span>{t(`cardTime.${name}`)}</span>
          <input
            type="datetime-local"
            value={value}
            required={name !== 'embargo'}
            onInput={(event) => set(event.currentTarget.value)}
          />
        </label>
      ))}
      <p class="soft">{t('cards.embargoHint')}</p>
      <button type="submit" class="button primary" disabled={busy}>
        {t(card.state === 'proposed' ? 'cards.approveWithTimes' : 'common.save')}
      </button>
    </form>
  );
}

function CorrectForm({
  card,
  busy,
  onSend,
}: {
  card: DeskCard;
  busy: boolean;
  onSend: (more: Pick<CardActBody, 'text' | 'note'>) => void;
}) {
  const { t } = useApp();
  const [words, setWords] = useState<Words>({
    headline: card.headline,
    summary: card.summary,
    attribution: card.attribution.join('\n'),
    genre: card.genre,
    age: card.age,
  });
  const [note, setNote] = useState('');
  function send(event: Event): void {
    event.preventDefault();
    onSend({ text: textOf(words), note: note.trim() });
  }
  return (
    <form class="card-box" onSubmit={send}>
      <CardWords words={words} language={card.language} onChange={setWords} />
      <NoteField value={note} onChange={setNote} />
      <button type="submit" class="button primary" disabled={busy}>
        {t('common.save')}
      </button>
    </form>
  );
}

function NoteForm({
  action,
  busy,
  onSend,
}: {
  action: 'refuse' | 'kill';
  busy: boolean;
  onSend: (note: string) => void;
}) {
  const { t } = useApp();
  const [note, setNote] = useState('');
  function send(event: Event): void {
    event.preventDefault();
    onSend(note.trim());
  }
  return (
    <form class="card-box" onSubmit={send}>
      {action === 'kill' && <p>{t('cards.killText')}</p>}
      <NoteField value={note} focus onChange={setNote} />
      <button type="submit" class="button danger" disabled={busy}>
        {t(`cardAct.${action}`)}
      </button>
    </form>
  );
}

/** The contract's bound of a note. */
const NOTE_MAX = 1_000;

function NoteField({
  value,
  focus = false,
  onChange,
}: {
  value: string;
  focus?: boolean;
  onChange: (value: string) => void;
}) {
  const { t } = useApp();
  return (
    <label class="field">
      <span>{t('cards.why')}</span>
      <textarea
        rows={2}
        required
        maxLength={NOTE_MAX}
        dir="auto"
        value={value}
        ref={(element) => {
          // A key opened it: what is typed next is the reason.
          if (focus && value === '') element?.focus();
        }}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
