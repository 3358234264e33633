// What one was told of: groups with their people and clips, the newest first.

import { useRef } from 'preact/hooks';
import type { InboxAbout } from '@jhalak/contracts/inbox';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { TabRow } from '../shell/tab-row.tsx';
import { InboxRow } from './inbox-row.tsx';
import { useInbox, type Inbox } from './use-inbox.ts';
import './inbox.css';

const ABOUT: readonly InboxAbout[] = ['people', 'likes', 'comments', 'clips'];
/** Nearer to the top than this counts as there. */
const TOP_PX = 8;

export function InboxScreen() {
  const { viewer } = useApp();
  return viewer?.handle === undefined ? <Visitor /> : <Member />;
}

function Visitor() {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="bell" />
      <h1>{t('inbox.visitorTitle')}</h1>
      <p>{t('inbox.emptyText')}</p>
      <Link href="/signup" class="button primary">
        {t('account.signUp')}
      </Link>
      <Link href="/signin?next=/inbox" class="button">
        {t('account.signIn')}
      </Link>
    </div>
  );
}

function Member() {
  const { t, locale } = useApp();
  const screen = useRef<HTMLDivElement>(null);
  const inbox = useInbox(() => (screen.current?.scrollTop ?? 0) <= TOP_PX);
  const { waiting, arrived } = inbox;
  const newText = (count: number): string =>
    t('inbox.new', { count, shown: formatCount(count, locale) });
  return (
    <div class="screen inbox" ref={screen}>
      <InboxHead inbox={inbox} />
      <p class="hidden" role="status" aria-live="polite">
        {arrived > 0 && newText(arrived)}
      </p>
      {waiting.length > 0 && (
        <button
          type="button"
          class="button primary inbox-waiting"
          onClick={() => {
            inbox.showWaiting();
            screen.current?.scrollTo({ top: 0 });
          }}
        >
          {newText(waiting.length)}
        </button>
      )}
      <InboxList inbox={inbox} />
    </div>
  );
}

function InboxHead({ inbox }: { inbox: Inbox }) {
  const { t } = useApp();
  const { about, loading } = inbox;
  return (
    <header class="inbox-head">
      <h1>{t('inbox.title')}</h1>
      <button
        type="button"
        class={loading ? 'icon-button is-turning' : 'icon-button'}
        aria-label={t('inbox.refresh')}
        disabled={loading}
        onClick={() => void inbox.refresh()}
      >
        <Icon name="retry" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('inbox.markAll')}
        title={t('inbox.markAll')}
        disabled={!inbox.items?.some(({ unread }) => unread)}
        onClick={() => void inbox.markAll()}
      >
        <Icon name="check" />
      </button>
      <Link href="/settings#inbox" class="icon-button" label={t('inbox.settings')}>
        <Icon name="settings" />
      </Link>
      <TabRow class="inbox-filters" label={t('inbox.filters')} isGroup>
        <button
          type="button"
          class="pill"
          aria-pressed={about === undefined}
          onClick={() => inbox.choose(undefined)}
        >
          {t('inbox.about-all')}
        </button>
        {ABOUT.map((one) => (
          <button
            key={one}
            type="button"
            class="pill"
            aria-pressed={about === one}
            onClick={() => inbox.choose(one)}
          >
            {t(`inbox.about-${one}`)}
          </button>
        ))}
      </TabRow>
    </header>
  );
}

function InboxList({ inbox }: { inbox: Inbox }) {
  const app = useApp();
  const { t } = app;
  const { items, failure } = inbox;
  if (failure !== null && items === null)
    return (
      <div class="state is-small" role="alert">
        <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
        <p>{failureText(app, failure)}</p>
        <button type="button" class="button primary" onClick={() => void inbox.refresh()}>
          {t('common.retry')}
        </button>
      </div>
    );
  if (items === null) return <Bones />;
  if (items.length === 0 && inbox.next === null)
    return (
      <div class="state is-small">
        <Icon name="bell" />
        <h2>{t('inbox.emptyTitle')}</h2>
        <p>{t('inbox.emptyText')}</p>
      </div>
    );
  return (
    <>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      <ul class="inbox-list">
        {items.map((group) => (
          <InboxRow key={group.id} group={group} inbox={inbox} />
        ))}
      </ul>
      {inbox.next !== null && (
        <button type="button" class="button more" onClick={() => void inbox.more()}>
          {t('common.more')}
        </button>
      )}
    </>
  );
}

/** Rows of the real shape. */
function Bones() {
  const { t } = useApp();
  return (
    <div class="inbox-list" role="status" aria-label={t('common.loading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} class="inbox-row is-bone">
          <i class="bone inbox-bone-face" />
          <i class="bone bone-line" />
          <i class="bone inbox-bone-clip" />
        </div>
      ))}
    </div>
  );
}
