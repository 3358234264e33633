// An advertiser's campaigns, the newest first. J and K walk, Enter opens, N begins one, / searches.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Report } from '@jhalak/contracts/ad-reports';
import type { Advertiser, Campaign, CampaignPage } from '@jhalak/contracts/ads';
import { useDeskKeys } from '../desk/use-desk-keys.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { adsPath } from './ads-path.ts';
import { adsFailureText } from './failure-text.ts';
import { CampaignRow } from './campaign-row.tsx';
import { spentBy, spentQuery } from './report-query.ts';
import { draftKept } from './draft-store.ts';
import { useAsked } from './use-asked.ts';

const PAGE = 50;

export function Campaigns({ advertiser }: { advertiser: Advertiser }) {
  const app = useApp();
  const { t } = app;
  const { organisation } = advertiser;
  const path = `/v1/ads/advertisers/${organisation}/campaigns`;
  const page = useAsked<CampaignPage>(`${path}?limit=${PAGE}`);
  const spentPath = useMemo(
    () => `/v1/ads/advertisers/${organisation}/report?${spentQuery(Date.now())}`,
    [],
  );
  const spent = useAsked<Report>(spentPath);
  const spentOf = spentBy(spent.value);
  const [words, setWords] = useState('');
  const [helping, setHelping] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const begin = (): void => app.navigate(adsPath(organisation, 'new'));
  useDeskKeys({
    n: begin,
    j: () => walk(list.current, 1),
    k: () => walk(list.current, -1),
    '/': () => search.current?.focus(),
    '?': () => setHelping(true),
  });
  useEffect(() => {
    // Whoever comes back sees what happened meanwhile.
    const look = (): void => void (!document.hidden && page.reload());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
    // Depends on less than it reads: once an advertiser
  }, []);
  async function more(): Promise<void> {
    const { value } = page;
    if (value === null || value.next === null) return;
    const reply = await app.api.get<CampaignPage>(`${path}?limit=${PAGE}&cursor=${value.next}`);
    if (reply.kind === 'ok')
      page.set({ items: [...value.items, ...reply.value.items], next: reply.value.next });
    else sayFailure(app, reply);
  }
  async function turn(campaign: Campaign, to: 'live' | 'paused'): Promise<void> {
    const reply = await app.api.send<Campaign>('POST', `${path}/${campaign.id}/turn`, { to });
    if (reply.kind !== 'ok') {
      app.say(adsFailureText(app, reply) ?? failureText(app, reply));
      return;
    }
    await page.reload();
    app.say(t(to === 'paused' ? 'ads.paused' : 'ads.resumed', { name: campaign.name }), {
      label: t('common.undo'),
      run: () => void turn(campaign, to === 'paused' ? 'live' : 'paused'),
    });
  }
  const all = page.value?.items ?? [];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const unsent = draftKept(organisation);
  return (
    <section class="ads-campaigns" aria-labelledby="campaigns-title">
      <div class="ads-bar">
        <h2 id="campaigns-title" class="hidden">
          {t('ads.campaigns')}
        </h2>
        {all.length > 0 && (
          <input
            class="input"
            type="search"
            ref={search}
            value={words}
            placeholder={t('ads.search')}
            aria-label={t('ads.search')}
            onInput={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          />
        )}
        <button type="button" class="button text keys-hint" onClick={() => setHelping(true)}>
          <kbd>?</kbd> {t('cards.keys')}
        </button>
        {all.length > 0 && (
          <Link href={adsPath(organisation, 'new')} class="button primary ads-new">
            <Icon name="plus" />
            {t('ads.newCampaign')}
          </Link>
        )}
      </div>
      {unsent && (
        <Link href={adsPath(organisation, 'new')} class="ads-unsent">
          <Icon name="bookmark" />
          <span>
            <b>{t('ads.unsentTitle')}</b>
            <small>{t('ads.unsentText')}</small>
          </span>
          <Icon name="next" />
        </Link>
      )}
      {page.value === null && page.failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {page.failure !== null && (
        <div class="state is-small" role="alert">
          <Icon name="offline" />
          <p>{failureText(app, page.failure)}</p>
          <button type="button" class="button" onClick={() => void page.reload()}>
            {t('common.retry')}
          </button>
        </div>
      )}
      {page.value !== null && all.length === 0 && <First advertiser={advertiser} />}
      {all.length > 0 && shown.length === 0 && <p class="soft">{t('ads.noMatch')}</p>}
      <ul class="ads-rows" ref={list}>
        {shown.map((campaign) => (
          <li key={campaign.id}>
            <CampaignRow
              campaign={campaign}
              spent={spentOf.get(campaign.id) ?? 0}
              onTurn={(to) => void turn(campaign, to)}
            />
          </li>
        ))}
      </ul>
      {page.value !== null && page.value.next !== null && (
        <button type="button" class="button more" onClick={() => void more()}>
          {t('common.more')}
        </button>
      )}
      {helping && <KeysHelp onClose={() => setHelping(false)} />}
    </section>
  );
}

/** Nothing yet: the three steps to the first ad, each a way there. */
function First({ advertiser }: { advertiser: Advertiser }) {
  const { t } = useApp();
  const { organisation, verification } = advertiser;
  return (
    <div class="ads-first">
      <h2>{t('ads.firstTitle')}</h2>
      <ol>
        <li class={verification.state === 'verified' ? 'is-done' : ''}>
          <b>{t('ads.firstVerify')}</b>
          <p>{t(`adVerifiedText.${verification.state}`)}</p>
        </li>
        <li>
          <b>{t('ads.firstCampaign')}</b>
          <p>{t('ads.firstCampaignText')}</p>
        </li>
        <li>
          <b>{t('ads.firstFunds')}</b>
          <p>{t('ads.firstFundsText')}</p>
        </li>
      </ol>
      <Link href={adsPath(organisation, 'new')} class="button primary tall">
        <Icon name="plus" />
        {t('ads.newCampaign')}
      </Link>
    </div>
  );
}

/** Moves the focus among the rows; from nowhere to the first. */
function walk(list: HTMLElement | null, by: 1 | -1): void {
  const links = [...(list?.querySelectorAll<HTMLElement>('.ads-row-open') ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  links[at === -1 ? 0 : at + by]?.focus();
}

const KEYS = ['n', 'j', 'k', 'enter', '/'] as const;

function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useApp();
  return (
    <Sheet title={t('cards.keys')} onClose={onClose}>
      <dl class="keys">
        {KEYS.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{key === 'enter' ? '↵' : key.toUpperCase()}</kbd>
            </dt>
            <dd>{t(`adsKey.${key === '/' ? 'search' : key}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
