// Who owns a bidder, down to the last: shares as a bar, countries by name, those that the deal's policy excludes marked.

import type { DealViewBidder } from '@jhalak/contracts/handover-deal';
import type { DealRoom, RoomScreening } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Left } from './clock.tsx';
import { Digest } from './digest.tsx';
import { countryName } from './names.ts';

const WHOLE = 1_000;
/** Tints for owners that nothing is wrong with; more owners take them again. */
const TINTS = 6;

interface OwnershipProps {
  screening: RoomScreening;
  told: NonNullable<DealViewBidder['screening']>;
  policy: DealRoom['policy'];
  nowMs: number;
}

export function Ownership({ screening, told, policy, nowMs }: OwnershipProps) {
  const { t, locale } = useApp();
  const { owners } = screening;
  const known = owners.reduce((sum, { sharePermille }) => sum + sharePermille, 0);
  const isExcluded = (country: string) => policy?.excludedCountries.includes(country) === true;
  const percent = (permille: number) =>
    `${(permille / 10).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
  return (
    <div class="ownership">
      <h4>{t('transfer.owners')}</h4>
      <div class="owner-bar" aria-hidden="true">
        {owners.map(({ name, country, sharePermille }, index) => (
          <i
            key={`${name} ${country}`}
            class={isExcluded(country) ? 'is-excluded' : `tint-${index % TINTS}`}
            style={{ inlineSize: `${sharePermille / 10}%` }}
          />
        ))}
        {known < WHOLE && (
          <i class="is-unknown" style={{ inlineSize: `${(WHOLE - known) / 10}%` }} />
        )}
      </div>
      <ul class="owner-list">
        {owners.map(({ name, country, sharePermille }, index) => (
          <li key={`${name} ${country}`} class={isExcluded(country) ? 'is-excluded' : ''}>
            <i
              class={isExcluded(country) ? 'is-excluded' : `tint-${index % TINTS}`}
              aria-hidden="true"
            />
            <span>
              <b dir="auto">{name}</b>
              <small>
                {countryName(country, locale)}
                {isExcluded(country) && ` · ${t('transfer.excluded')}`}
              </small>
            </span>
            <em>{percent(sharePermille)}</em>
          </li>
        ))}
        {known < WHOLE && (
          <li>
            <i class="is-unknown" aria-hidden="true" />
            <span>{t('transfer.otherOwners')}</span>
            <em>{percent(WHOLE - known)}</em>
          </li>
        )}
      </ul>
      {told.excluded.length > 0 && (
        <p class={told.allowed ? 'verdict-line is-good' : 'verdict-line is-bad'}>
          <Icon name={told.allowed ? 'check' : 'flag'} />
          {t(told.allowed ? 'transfer.allowed' : 'transfer.notAllowed', {
            countries: told.excluded.map((one) => countryName(one, locale)).join(', '),
            basis: policy?.basis ?? '',
          })}
        </p>
      )}
      <div class="ownership-foot">
        <Left untilMs={told.validUntilMs} nowMs={nowMs} name={t('transfer.screeningLeft')} />
        <Digest name={t('transfer.evidence')} hex={screening.evidence} />
      </div>
    </div>
  );
}
