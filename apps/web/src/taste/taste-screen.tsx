// One's own taste: what the feed believes, what one asked it for, and everything that can be done about both.

import type { TasteBelief } from '@jhalak/contracts/taste';
import { useState } from 'preact/hooks';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText } from '../shell/say-failure.ts';
import { AskedList } from './asked-list.tsx';
import { BeliefSheet } from './belief-sheet.tsx';
import { Carry } from './carry.tsx';
import { TasteList, TasteMap } from './taste-map.tsx';
import { useTaste } from './use-taste.ts';
import { WatchedStrip } from './watched-strip.tsx';
import '../settings/settings.css';
import './taste.css';

export function TasteScreen() {
  const app = useApp();
  const { t } = app;
  const taste = useTaste();
  const [form, setForm] = useState<'picture' | 'list'>('picture');
  const [opened, setOpened] = useState<TasteBelief | null>(null);
  const { profile, failure } = taste;
  if (profile === null)
    return (
      <div class="screen settings taste">
        <h1>{t('taste.title')}</h1>
        {failure === null ? (
          <div class="bone taste-bone" role="status" aria-label={t('common.loading')} />
        ) : (
          <div class="state is-small" role="alert">
            <Icon name={failure.kind === 'offline' ? 'offline' : 'retry'} />
            <p>{failureText(app, failure)}</p>
            <button type="button" class="button primary" onClick={() => void taste.load()}>
              {t('common.retry')}
            </button>
          </div>
        )}
      </div>
    );
  const clips = new Map(profile.watched.map(({ video }) => [video.id, video]));
  // What the server holds now: a wish that was just made shows in the open sheet.
  const now =
    opened === null
      ? undefined
      : (profile.beliefs.find(({ of, value }) => of === opened.of && value === opened.value) ??
        opened);
  return (
    <div class="screen settings taste">
      <header>
        <h1>{t('taste.title')}</h1>
        <p class="soft">{t('taste.intro')}</p>
      </header>
      {profile.beliefs.length === 0 ? (
        <Empty learning={profile.learning} />
      ) : (
        <section>
          {form === 'picture' ? (
            <TasteMap
              beliefs={profile.beliefs}
              choices={profile.choices}
              clips={clips}
              onOpen={setOpened}
            />
          ) : (
            <TasteList beliefs={profile.beliefs} onOpen={setOpened} />
          )}
          <Segments
            label={t('taste.show')}
            value={form}
            choices={[
              ['picture', t('taste.asPicture')],
              ['list', t('taste.asList')],
            ]}
            onChange={setForm}
          />
        </section>
      )}
      <WatchedStrip watched={profile.watched} taste={taste} />
      <AskedList choices={profile.choices} taste={taste} />
      <Carry profile={profile} taste={taste} />
      {now !== undefined && (
        <BeliefSheet
          belief={now}
          profile={profile}
          clips={clips}
          taste={taste}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

function Empty({ learning }: { learning: 'on' | 'off' }) {
  const { t } = useApp();
  return (
    <section class="state is-small">
      <Icon name="spark" />
      <h2>{t(learning === 'on' ? 'taste.emptyTitle' : 'taste.offTitle')}</h2>
      <p>{t(learning === 'on' ? 'taste.emptyText' : 'taste.offText')}</p>
      <Link href={learning === 'on' ? '/' : '/settings'} class="button primary">
        {t(learning === 'on' ? 'taste.emptyAction' : 'taste.allow')}
      </Link>
    </section>
  );
}
