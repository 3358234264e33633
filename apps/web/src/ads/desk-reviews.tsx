import { useRef, useState } from 'preact/hooks';
import type { Creative, CreativePage, ReviewBody } from '@jhalak/contracts/ads';
import { useDeskKeys } from '../desk/use-desk-keys.ts';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { DeskList } from './desk-list.tsx';
import { adsFailureText } from './failure-text.ts';
import { Preview } from './preview.tsx';
import { useAsked } from './use-asked.ts';

/** Creatives that wait, the longest waiting first. J and K walk, A approves, R refuses with a reason. */
export function DeskReviews() {
  const { t, locale } = useApp();
  const asked = useAsked<CreativePage>('/v1/ads/reviews?limit=50');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const items = asked.value?.items ?? [];
  const at = items.findIndex(({ id }) => id === chosenId);
  const chosen = items[at] ?? items[0];
  const step = (by: 1 | -1): void => {
    const next = items[Math.max(0, at) + (at === -1 ? 0 : by)];
    if (next !== undefined) setChosenId(next.id);
  };
  useDeskKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <DeskList
      asked={asked}
      isEmpty={(page) => page.items.length === 0}
      empty={{ title: t('adDesk.doneTitle'), text: t('adDesk.doneText') }}
    >
      {(page) => (
        <div class="ad-review-page">
          <ul class="ad-review-list">
            {page.items.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  class="ad-review-row"
                  aria-current={one.id === chosen?.id}
                  onClick={() => setChosenId(one.id)}
                >
                  <b dir="auto">{one.name}</b>
                  <small>
                    <bdi>{one.organisation}</bdi> · {dateTimeText(one.changedAtMs, locale)}
                  </small>
                </button>
              </li>
            ))}
          </ul>
          {chosen !== undefined && (
            <Review
              key={`${chosen.id} ${chosen.version}`}
              creative={chosen}
              onDecided={() => {
                setChosenId(page.items[at + 1]?.id ?? null);
                asked.set({ ...page, items: page.items.filter(({ id }) => id !== chosen.id) });
              }}
              onStale={() => void asked.reload()}
            />
          )}
        </div>
      )}
    </DeskList>
  );
}

interface ReviewProps {
  creative: Creative;
  onDecided: () => void;
  onStale: () => void;
}

function Review({ creative, onDecided, onStale }: ReviewProps) {
  const app = useApp();
  const { t, locale } = app;
  const { content, organisation, version } = creative;
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  async function decide(verdict: ReviewBody['verdict']): Promise<void> {
    if (verdict === 'refused' && note.trim() === '') {
      setProblem(t('adDesk.whyMissing'));
      field.current?.focus();
      return;
    }
    setBusy(true);
    const body: ReviewBody = { verdict, version, ...(note.trim() !== '' && { note: note.trim() }) };
    const path = `/v1/ads/reviews/${organisation}/${creative.id}`;
    const reply = await app.api.send<Creative>('POST', path, body);
    setBusy(false);
    if (reply.kind === 'ok') {
      app.say(t(verdict === 'approved' ? 'adDesk.approved' : 'adDesk.refused'));
      onDecided();
      return;
    }
    setProblem(adsFailureText(app, reply) ?? failureText(app, reply));
    if (reply.kind === 'problem' && reply.code === 'ads.review_state') onStale();
  }
  useDeskKeys({ a: () => void decide('approved'), r: () => field.current?.focus() });
  return (
    <section class="ad-review" aria-label={t('adDesk.review')}>
      <Preview
        organisation={organisation}
        content={content}
        sponsor={organisation}
        language={locale}
        genre="music"
      />
      <div class="ad-review-side">
        <h2 dir="auto">{creative.name}</h2>
        <dl class="ads-sum">
          <Fact name={t('ads.advertiser')} value={organisation} />
          {'sponsor' in content && <Fact name={t('adEdit.sponsor')} value={content.sponsor} />}
          {'title' in content && <Fact name={t('adEdit.title')} value={content.title} />}
          {content.kind === 'native' && <Fact name={t('adEdit.text')} value={content.text} />}
          {'alternative' in content && (
            <Fact name={t('adEdit.alternative')} value={content.alternative} />
          )}
          <Fact name={t('adEdit.button')} value={content.button} />
          {/* Never a link: who reviews looks at the address before anything opens. */}
          <Fact name={t('adEdit.url')} value={content.url} />
        </dl>
        <label class="field">
          <span>{t('adDesk.why')}</span>
          <textarea
            rows={3}
            maxLength={1_000}
            dir="auto"
            ref={field}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
          <small>{t('adDesk.whyHint')}</small>
        </label>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="row ad-decide">
          <button
            type="button"
            class="button primary"
            disabled={busy}
            onClick={() => void decide('approved')}
          >
            <Icon name="check" />
            {t('adDesk.approve')} <kbd class="keys-hint">A</kbd>
          </button>
          <button
            type="button"
            class="button danger"
            disabled={busy}
            onClick={() => void decide('refused')}
          >
            {t('adDesk.refuse')} <kbd class="keys-hint">R</kbd>
          </button>
        </div>
      </div>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
