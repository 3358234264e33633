// The moderators' desk: what was reported, the longest waiting first, and a clip at a time to judge.

import { useState } from 'preact/hooks';
import type { ModerationCase } from '@jhalak/contracts/safety';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { usePages } from '../shell/use-pages.ts';
import { Segments } from '../settings/controls.tsx';
import { CaseCard } from './case-card.tsx';
import { HeldList } from './held-list.tsx';
import { KnownLists } from './known-lists.tsx';
import { Review } from './review.tsx';
import '../settings/settings.css';
import './moderation.css';

type Shown = ModerationCase['state'] | 'held' | 'lists';

/** A clip and comments under it can be reported at once. */
const caseId = ({ video, comment, person }: ModerationCase): string =>
  comment?.id ?? video?.id ?? `@${person?.handle ?? ''}`;

export function ModerationScreen() {
  const { t } = useApp();
  const [state, setState] = useState<Shown>('open');
  const [order, setOrder] = useState<'age' | 'count'>('age');
  const [chosenId, setChosenId] = useState<string | null>(null);
  // Uploads and lists come by themselves.
  const isCases = state !== 'held' && state !== 'lists';
  const cases = usePages<ModerationCase>(isCases ? `/v1/moderation/cases?state=${state}` : null);

  if (cases.failure !== null)
    return (
      <NoPage
        closed={{ title: t('moderation.closedTitle'), text: t('moderation.closedText') }}
        path="/moderation"
        failure={cases.failure}
        onRetry={cases.reload}
      />
    );
  const items = [...(cases.items ?? [])].sort((a, b) =>
    order === 'age' ? a.firstReportAtMs - b.firstReportAtMs : b.reports - a.reports,
  );
  const chosen = items.find((one) => caseId(one) === chosenId);

  /** Takes a decided case off this list and goes on to the next. */
  function onDecided(id: string): void {
    const at = items.findIndex((one) => caseId(one) === id);
    cases.change((before) => before.filter((one) => caseId(one) !== id));
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
            ['lists', t('lists.title')],
          ]}
          onChange={(shown) => {
            setChosenId(null);
            setState(shown);
          }}
        />
        {isCases && (
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
        {isCases && cases.items === null && (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        )}
        {cases.items?.length === 0 && (
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
        {cases.hasMore && (
          <button type="button" class="button more" onClick={cases.more}>
            {t('common.more')}
          </button>
        )}
      </div>
      {chosen === undefined && items.length > 0 && (
        <p class="desk-hint soft">{t('moderation.hint')}</p>
      )}
      {state === 'held' && <HeldList />}
      {state === 'lists' && <KnownLists />}
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
