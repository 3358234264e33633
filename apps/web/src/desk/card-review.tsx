// One card to judge: as it will look, what it rests on, what was decided on it, and what can be decided now.

import { useEffect, useState } from 'preact/hooks';
import type { CardActBody, CardAction, DeskCard, DeskCardRecord } from '@jhalak/contracts/cards';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { formatCount } from '../i18n/numbers.ts';
import { CardDecisions } from './card-decisions.tsx';
import { PhoneCard } from './phone-card.tsx';
import { quantityText, valueText } from '../stories/quantity-text.ts';
import { dateTimeText, timeText } from './when.ts';

interface CardReviewProps {
  card: DeskCard;
  onChanged: (card: DeskCard) => void;
  onBack: () => void;
}

export function CardReview({ card, onChanged, onBack }: CardReviewProps) {
  const app = useApp();
  const { t } = app;
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const record = useRecord(card);

  async function act(action: CardAction, more: Omit<CardActBody, 'action'> = {}): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    const path = `/v1/desk/cards/${card.id}/acts`;
    const reply = await app.api.send<DeskCard>('POST', path, { action, ...more });
    setBusy(false);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return false;
    }
    app.say(t(`cardDid.${action}`));
    onChanged(reply.value);
    return true;
  }

  return (
    <section class="card-review" aria-label={t('cards.review')}>
      <button type="button" class="button text card-review-back" onClick={onBack}>
        <Icon name="back" />
        {t('common.back')}
      </button>
      <div class="card-review-phone">
        <PhoneCard card={card} timeText={timeText(Date.now(), app.locale)} />
        <Link href={card.open} class="button text">
          <Icon name="link" />
          {t('cards.open')}
        </Link>
      </div>
      <div class="card-review-side">
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        {card.correction !== undefined && (
          <Correction card={card} busy={busy} onAct={(action) => void act(action)} />
        )}
        <CardDecisions card={card} busy={busy} act={act} />
        <CardFacts card={card} />
        <RecordList record={record} />
      </div>
    </section>
  );
}

function useRecord(card: DeskCard): DeskCardRecord['record'] {
  const { api } = useApp();
  const [record, setRecord] = useState<DeskCardRecord['record']>([]);
  useEffect(() => {
    void api
      .get<DeskCardRecord>(`/v1/desk/cards/${card.id}`)
      .then((reply) => reply.kind === 'ok' && setRecord(reply.value.record));
    // Depends on less than it reads: once a change
  }, [card.id, card.changedAtMs]);
  return record;
}

const CHANGING = ['headline', 'summary', 'genre', 'age'] as const;

function Correction({
  card,
  busy,
  onAct,
}: {
  card: DeskCard;
  busy: boolean;
  onAct: (action: CardAction) => void;
}) {
  const { t } = useApp();
  const { correction } = card;
  if (correction === undefined) return null;
  const changes = CHANGING.filter((field) => card[field] !== correction[field]);
  return (
    <div class="card-box is-hot">
      <h2>{t('cards.correctionTitle')}</h2>
      <p class="soft">{t('cards.correctionText')}</p>
      {changes.map((field) => (
        <p key={field} lang={card.language} dir="auto" class="card-change">
          <del>{card[field]}</del>
          <ins>{correction[field]}</ins>
        </p>
      ))}
      {correction.pictureChanges && <p>{t('cards.pictureChanges')}</p>}
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => onAct('accept_correction')}
        >
          {t('cards.acceptCorrection')}
        </button>
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => onAct('refuse_correction')}
        >
          {t('cards.refuseCorrection')}
        </button>
      </div>
    </div>
  );
}

function CardFacts({ card }: { card: DeskCard }) {
  const { t, locale } = useApp();
  const { counts, story, approval } = card;
  const span = `${dateTimeText(card.fromMs, locale)} – ${dateTimeText(card.untilMs, locale)}`;
  return (
    <div class="card-facts">
      <dl class="facts">
        <div>
          <dt>{t('cards.shownFrom')}</dt>
          <dd>{span}</dd>
        </div>
        <div>
          <dt>{t('cards.glances')}</dt>
          <dd>{formatCount(counts.glances, locale)}</dd>
        </div>
        <div>
          <dt>{t('cards.opens')}</dt>
          <dd>{formatCount(counts.opens, locale)}</dd>
        </div>
        <div>
          <dt>{t('cards.dismisses')}</dt>
          <dd>{formatCount(counts.dismisses, locale)}</dd>
        </div>
      </dl>
      {approval?.by === 'rule' && (
        <p class="soft">
          {t('cards.byRule', {
            author: approval.author,
            when: dateTimeText(approval.untilMs, locale),
          })}
        </p>
      )}
      {story?.disagreements.map(({ quantity, values }) => (
        <div key={quantity} class="card-differ" dir="auto">
          <b lang={quantityText(quantity, locale).language}>
            {quantityText(quantity, locale).text}
          </b>
          <ul>
            {values.map(({ value, reports }) => (
              <li key={value}>
                <span>{valueText(value, locale)}</span>{' '}
                <small lang={card.language}>{reports.join(', ')}</small>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function RecordList({ record }: { record: DeskCardRecord['record'] }) {
  const { t, locale } = useApp();
  if (record.length === 0) return null;
  return (
    <details class="card-record">
      <summary>{t('cards.record')}</summary>
      <ul>
        {record.map((line) => (
          <li key={`${line.atMs} ${line.action}`}>
            <time>{dateTimeText(line.atMs, locale)}</time> <b>{line.action}</b>{' '}
            <span dir="auto">{line.note}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
