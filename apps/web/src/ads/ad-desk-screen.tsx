// The operator's desk of ads: creatives that wait for a verdict, one at a time as people will see them; what people reported;
// who advertises; outside seats; and the rules of all ads.

import { useState } from 'preact/hooks';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { DeskAdvertisers } from './desk-advertisers.tsx';
import { DeskReported } from './desk-reported.tsx';
import { DeskReviews } from './desk-reviews.tsx';
import { DeskRules } from './desk-rules.tsx';
import { DeskSeats } from './desk-seats.tsx';
import { DeskSellers } from './desk-sellers.tsx';
import '../settings/settings.css';
import '../desk/desk.css';
import './ads.css';
import './ad-desk.css';

const PLACES = ['reviews', 'reported', 'advertisers', 'seats', 'sellers', 'rules'] as const;
type Place = (typeof PLACES)[number];
/** Reviewers of clips judge ads too; the rest is the operator's. */
const REVIEWERS: readonly Place[] = ['reviews', 'reported'];

export function AdDeskScreen() {
  const { t, viewer } = useApp();
  const [place, setPlace] = useState<Place>('reviews');
  const roles = viewer?.roles ?? [];
  const all = roles.includes('operator') || roles.includes('admin');
  const places = all ? PLACES : REVIEWERS;
  return (
    <div class="screen ad-desk">
      <header class="ad-desk-head">
        <h1>{t('adDesk.title')}</h1>
        <Segments
          label={t('adDesk.show')}
          value={place}
          choices={places.map((one) => [one, t(`adDeskPlace.${one}`)] as const)}
          onChange={setPlace}
        />
      </header>
      {place === 'reviews' && <DeskReviews />}
      {place === 'reported' && <DeskReported />}
      {place === 'advertisers' && <DeskAdvertisers />}
      {place === 'seats' && <DeskSeats />}
      {place === 'sellers' && <DeskSellers />}
      {place === 'rules' && <DeskRules />}
    </div>
  );
}
