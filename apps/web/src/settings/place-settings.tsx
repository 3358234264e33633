// Where somebody says that they live: optional, for the trends of their state and nothing else.

import type { PlaceList } from '@jhalak/contracts/accounts';
import { useEffect, useState } from 'preact/hooks';
import { stateName } from '../ads/states.ts';
import { useApp } from '../shell/app-context.ts';
import type { ViewerChange } from './settings-screen.tsx';

export function PlaceSettings({ change }: { change: ViewerChange }) {
  const { t, api, viewer, locale } = useApp();
  const [places, setPlaces] = useState<PlaceList['items']>([]);
  const adult = viewer?.ageBand === '18plus';
  useEffect(() => {
    if (!adult) return;
    void api.get<PlaceList>('/v1/places').then((reply) => {
      if (reply.kind === 'ok') setPlaces(reply.value.items);
    });
  }, [api, adult]);
  if (!adult || places.length === 0) return null;
  return (
    <section>
      <h2>{t('place.yours')}</h2>
      <p class="soft">{t('place.hint')}</p>
      <div class="field">
        <select
          aria-label={t('place.yours')}
          value={viewer.homePlace ?? ''}
          onChange={(event) => void change({ homePlace: event.currentTarget.value || null })}
        >
          <option value="">{t('place.none')}</option>
          {places.map(({ place }) => (
            <option key={place} value={place}>
              {stateName(place, locale)}
            </option>
          ))}
        </select>
      </div>
    </section>
  );
}
