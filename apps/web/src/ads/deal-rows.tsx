// Deals: what goes before the open auction, as agreed with an advertiser or a seat. One row each.

import type { ComponentChildren } from 'preact';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { MoneyField } from './money-field.tsx';

const PLACES = ['feed', 'lock'] as const;

/** What deals with advertisers and with seats have in common. */
interface AnyDeal {
  id: string;
  floor: number;
  placements: ('feed' | 'lock')[];
  guaranteed: boolean;
}

interface DealRowsProps<Deal extends AnyDeal> {
  hint: string;
  deals: readonly Deal[];
  currency: string;
  onChange: (deals: Deal[]) => void;
  make: () => Deal;
  /** What only this kind of deal has. */
  children: (deal: Deal, set: (part: Partial<Deal>) => void) => ComponentChildren;
}

export function DealRows<Deal extends AnyDeal>(props: DealRowsProps<Deal>) {
  const { hint, deals, currency, onChange, make, children } = props;
  const { t } = useApp();
  return (
    <fieldset class="ads-deals">
      <legend class="field-label">{t('adDeal.title')}</legend>
      <small class="soft">{hint}</small>
      {deals.map((deal, at) => {
        // What is partly filled is all there is of this kind: its own fields and these.
        const set = (part: Partial<Deal>): void =>
          onChange(deals.map((one, index) => (index === at ? { ...one, ...part } : one)));
        const common = (part: Partial<AnyDeal>): void =>
          onChange(deals.map((one, index) => (index === at ? { ...one, ...part } : one)));
        return (
          <div class="ads-deal" key={at}>
            <div class="ads-pair">
              <TextField
                label={t('adDeal.id')}
                value={deal.id}
                onValue={(id) => common({ id: id.trim() })}
                input={{ required: true, maxLength: 60, pattern: '[A-Za-z0-9._\\-]+' }}
              />
              <MoneyField
                label={t('adDeal.floor')}
                currency={currency}
                value={deal.floor}
                onValue={(floor) => floor !== undefined && common({ floor })}
              />
              {children(deal, set)}
            </div>
            <div class="ads-deal-foot">
              {PLACES.map((place) => (
                <label key={place} class="ads-check">
                  <input
                    type="checkbox"
                    checked={deal.placements.includes(place)}
                    onChange={() => common({ placements: turned(deal.placements, place) })}
                  />
                  <span>{t(`adPlace.${place}`)}</span>
                </label>
              ))}
              <label class="ads-check">
                <input
                  type="checkbox"
                  checked={deal.guaranteed}
                  onChange={() => common({ guaranteed: !deal.guaranteed })}
                />
                <span>{t('adDeal.guaranteed')}</span>
              </label>
              <button
                type="button"
                class="button text"
                onClick={() => onChange(deals.filter((_, index) => index !== at))}
              >
                {t('adDeal.remove')}
              </button>
            </div>
          </div>
        );
      })}
      <button type="button" class="button" onClick={() => onChange([...deals, make()])}>
        <Icon name="plus" />
        {t('adDeal.add')}
      </button>
    </fieldset>
  );
}

/** A deal is for one place at least: the last one stays. */
function turned(now: readonly ('feed' | 'lock')[], place: 'feed' | 'lock'): ('feed' | 'lock')[] {
  const rest = now.filter((one) => one !== place);
  if (rest.length === now.length) return [...now, place];
  return rest.length === 0 ? [place] : rest;
}
