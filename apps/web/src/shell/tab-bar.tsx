import { useApp } from './app-context.ts';
import { Icon } from './icons.tsx';
import { inboxDot } from './inbox-dot.ts';
import { Link } from './link.tsx';
import { Logo } from './logo.tsx';
import { useSignal } from './use-signal.ts';
import { useLazy } from './use-lazy.ts';
import { uploadsProgress } from '../uploads/uploads-summary.ts';

/** The way between the main places: below on phones, at the side on wide screens. */
export function TabBar({ loading }: { loading: boolean }) {
  const { t, route, viewer, loadMoreMessages } = useApp();
  const progress = useSignal(uploadsProgress);
  const unread = useSignal(inboxDot);
  const watching = route.name === 'for-you' || route.name === 'following' || route.name === 'video';
  const creating = route.name === 'create' || route.name === 'record';
  const mine = route.name === 'settings' || route.name === 'sign-in' || route.name === 'sign-up';
  const me = route.name === 'me' || mine;
  const works = viewer?.roles.length || viewer?.organisationRoles?.length;
  const WorkTabs = useLazy(
    works
      ? async () =>
          (await Promise.all([import('../work/work-tabs.tsx'), loadMoreMessages()]))[0].WorkTabs
      : null,
    () => undefined,
  );
  return (
    <nav class={loading ? 'tabs is-loading' : 'tabs'} aria-label={t('tabs.label')}>
      <Link href="/" class="brand" label={t('app.name')}>
        <Logo />
        <span aria-hidden="true">{t('app.name')}</span>
      </Link>
      <Link href="/" class="tab" current={watching}>
        <Icon name="home" filled={watching} />
        <span>{t('tabs.feed')}</span>
      </Link>
      <Link href="/discover" class="tab" current={/^(?:discover|tag|genre)$/u.test(route.name)}>
        <Icon name="search" />
        <span>{t('tabs.discover')}</span>
      </Link>
      <Link href="/create" class="tab tab-create" current={creating} label={t('tabs.create')}>
        <i>
          <Icon name="plus" />
          {progress !== null && (
            <b class="tab-progress">
              <em style={{ transform: `scaleX(${progress})` }} />
            </b>
          )}
        </i>
        <span aria-hidden="true">{t('tabs.create')}</span>
      </Link>
      <Link href="/inbox" class="tab" current={route.name === 'inbox'}>
        <Icon name="bell" />
        <span>{t('tabs.inbox')}</span>
        {unread > 0 && <b class="tab-dot">{unread}</b>}
      </Link>
      <Link href="/me" class="tab" current={mine ? 'section' : me}>
        <Icon name="person" filled={me} />
        <span>{t('tabs.me')}</span>
      </Link>
      <Link href="/settings" class="tab tab-wide" current={route.name === 'settings'}>
        <Icon name="settings" />
        <span>{t('settings.title')}</span>
      </Link>
      {WorkTabs && <WorkTabs />}
    </nav>
  );
}
