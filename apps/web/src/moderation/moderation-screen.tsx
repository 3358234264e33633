// The moderators' desk: what was reported, the longest waiting first, and a clip at a time to judge.

import { useEffect, useState } from 'preact/hooks';
import type { ModerationCase, ModerationPage } from '@jhalak/contracts/safety';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { Segments } from '../settings/controls.tsx';
import { CaseCard } from './case-card.tsx';
import { HeldList } from './held-list.tsx';
import { Review } from './review.tsx';
import '../settings/settings.css';
import './moderation.css';

type Shown = ModerationCase['state'] | 'held';

/** A clip and comments under it can be reported at once. */
const caseId = ({ video, comment, person }: ModerationCase): string =>
  comment?.id ?? video?.id ?? `@${person?.handle ?? ''}`;

export function ModerationScreen() {
  const app = useApp();
  const { t, api } = app;
  const [state, setState] = useState<Shown>('open');
  const [order, setOrder] = useState<'age' | 'count'>('age');
  const [page, setPage] = useState<ModerationPage | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);

  async function load(cursor?: string): Promise<void> {
    setFailure(null);
    const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await api.get<ModerationPage>(`/v1/moderation/cases?state=${state}${more}`);
    if (reply.kind !== 'ok') {
      if (cursor === undefined) setFailure(reply);
      else sayFailure(app, reply);
      return;
    }
    setPage((before) => ({
      items: [...(cursor === undefined ? [] : (before?.items ?? [])), ...reply.value.items],
      next: reply.value.next,
    }));
  }
  useEffect(() => {
    setPage(null);
    setChosenId(null);
    // Uploads have a list of their own.
    if (state !== 'held') void load();
    // Depends on less than it reads: another list
  }, [state]);

  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('moderation.closedTitle'), text: t('moderation.closedText') }}
        path="/moderation"
        failure={failure}
        onRetry={() => void load()}
      />
    );
  const items = [...(page?.items ?? [])].sort((a, b) =>
    order === 'age' ? a.firstReportAtMs - b.firstReportAtMs : b.reports - a.reports,
  );
  const chosen = items.find((one) => caseId(one) === chosenId);

  /** Takes a decided case off this list and goes on to the next. */
  function onDecided(id: string): void {
    const at = items.findIndex((one) => caseId(one) === id);
    setPage(
      (before) => before && { ...before, items: before.items.filter((one) => caseId(one) !== id) },
    );
    const next = items[at + 1] ?? items[at - 1];
    setChosenId(next === undefined ? null : caseId(next));
  }

  return (
    <div class={chosen === undefined ? 'screen desk' : 'screen desk has-review'}>
      <h1>{t('moderation.title')}</h1>
      <div class="desk-list">
        <Segments
          label={t('moderation.show')}
          value={state}
          choices={[
            ['open', t('case.open')],
            ['appealed', t('case.appealed')],
            ['removed', t('case.removed')],
            ['dismissed', t('case.dismissed')],
            ['held', t('case.held')],
          ]}
          onChange={setState}
        />
        {state !== 'held' && (
          <Segments
            label={t('moderation.order')}
            value={order}
            choices={[
              ['age', t('moderation.byAge')],
              ['count', t('moderation.byCount')],
            ]}
            onChange={setOrder}
          />
        )}
        {page === null && state !== 'held' && (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        )}
        {page?.items.length === 0 && (
          <div class="state is-small">
            <Icon name="check" />
            <h2>{t('moderation.emptyTitle')}</h2>
            <p>{t('moderation.emptyText')}</p>
          </div>
        )}
        <ul class="cases">
          {items.map((one) => (
            <li key={caseId(one)}>
              <CaseCard
                item={one}
                current={caseId(one) === chosenId}
                onOpen={() => setChosenId(caseId(one))}
              />
            </li>
          ))}
        </ul>
        {page !== null && page.next !== null && (
          <button
            type="button"
            class="button more"
            onClick={() => void load(page.next ?? undefined)}
          >
            {t('common.more')}
          </button>
        )}
      </div>
      {state === 'held' && <HeldList />}
      {chosen !== undefined && (
        <Review
          key={caseId(chosen)}
          item={chosen}
          onDecided={onDecided}
          onBack={() => setChosenId(null)}
        />
      )}
    </div>
  );
}
