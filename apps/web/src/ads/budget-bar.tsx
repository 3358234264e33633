import type { Campaign } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { moneyText } from './money.ts';

/** How much of a budget is spent, in words and as a bar. */
export function BudgetBar({ campaign, spent }: { campaign: Campaign; spent: number }) {
  const { t, locale } = useApp();
  const { budget, currency } = campaign;
  const share = Math.min(1, spent / budget);
  return (
    <span class="ads-budget">
      <i aria-hidden="true">
        <i style={{ inlineSize: `${share * 100}%` }} />
      </i>
      <span>
        {t('ads.spentOf', {
          spent: moneyText(spent, currency, locale),
          budget: moneyText(budget, currency, locale),
        })}
      </span>
    </span>
  );
}
