// A phone brand's page: what reached its phones, what its packs look like, its keys, and its switch.

import { useEffect, useState } from 'preact/hooks';
import type { Brand, BrandList } from '@jhalak/contracts/partners';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { BrandHead } from './brand-head.tsx';
import { BrandPhones } from './brand-phones.tsx';
import { Conformance } from './conformance.tsx';
import { Fill } from './fill.tsx';
import { Invite } from './invite.tsx';
import { Keys } from './keys.tsx';
import { PackPreview } from './pack-preview.tsx';
import { Record } from './record.tsx';
import { Revenue } from './revenue.tsx';
import { DarkSwitch } from './dark-switch.tsx';
import '../desk/desk.css';
import '../settings/settings.css';
import './partner.css';

export function PartnerScreen() {
  const app = useApp();
  const { t } = app;
  const [list, setList] = useState<BrandList | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  async function load(): Promise<void> {
    setFailure(null);
    const reply = await app.api.get<BrandList>('/v1/partner/brands');
    if (reply.kind === 'ok') setList(reply.value);
    else setFailure(reply);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once
  }, []);
  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('partner.closedTitle'), text: t('partner.closedText') }}
        path="/partner"
        failure={failure}
        onRetry={() => void load()}
      />
    );
  if (list === null)
    return (
      <div class="screen">
        <div class="bone bone-title" />
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      </div>
    );
  const brand = list.items.find((one) => one.organisation === chosen) ?? list.items[0];
  const changed = (fresh: Brand): void =>
    setList(
      (now) =>
        now && {
          ...now,
          items: now.items.map((one) => (one.id === fresh.id ? fresh : one)),
        },
    );
  const made = (fresh: Brand): void => {
    setList((now) => now && { ...now, items: [...now.items, fresh] });
    setChosen(fresh.organisation);
  };
  return (
    <div class="screen partner">
      <header class="partner-head">
        <h1>{t('partner.title')}</h1>
        {list.items.length > 1 && (
          <select
            class="input"
            aria-label={t('partner.brand')}
            value={brand?.organisation}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {list.items.map((one) => (
              <option key={one.id} value={one.organisation}>
                {one.name}
              </option>
            ))}
          </select>
        )}
        {list.operator && <Invite onMade={made} />}
      </header>
      {brand === undefined ? (
        <div class="state is-small">
          <Icon name="people" />
          <h2>{t('partner.emptyTitle')}</h2>
          <p>{t('partner.emptyText')}</p>
        </div>
      ) : (
        <BrandPage key={brand.id} brand={brand} operator={list.operator} onChanged={changed} />
      )}
    </div>
  );
}

interface BrandPageProps {
  brand: Brand;
  operator: boolean;
  onChanged: (brand: Brand) => void;
}

function BrandPage({ brand, operator, onChanged }: BrandPageProps) {
  const { api } = useApp();
  const refresh = async (): Promise<void> => {
    const reply = await api.get<Brand>(`/v1/partner/brands/${brand.organisation}`);
    if (reply.kind === 'ok') onChanged(reply.value);
  };
  return (
    <div class="partner-body">
      <div class="partner-main">
        <BrandHead brand={brand} operator={operator} onChanged={onChanged} />
        <Fill brand={brand} />
        <Revenue brand={brand} />
        <Keys brand={brand} onChanged={() => void refresh()} />
        <BrandPhones brand={brand} onChanged={onChanged} />
        <Conformance brand={brand} />
        <Record brand={brand} />
      </div>
      <div class="partner-aside">
        <PackPreview brand={brand} />
        <DarkSwitch brand={brand} operator={operator} onChanged={onChanged} />
      </div>
    </div>
  );
}
