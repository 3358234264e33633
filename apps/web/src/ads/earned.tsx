// What somebody earned by ads: creators beside their clips, phone brands on their lock screens. The ledger's own lines.

import type { Earnings } from '@jhalak/contracts/ad-money';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { monthText } from './dates.ts';
import { earnedText } from './earned-text.ts';
import { moneyText } from './money.ts';
import { SmallFailure } from './small-failure.tsx';
import { useAsked } from './use-asked.ts';
import './ads.css';

interface EarnedProps {
  /** Of the API, without query. */
  path: string;
  /** What it says before the first event. */
  empty: string;
  /** Where a month's file is; absent: there is none. */
  file?: (month: string) => string;
}

export function Earned({ path, empty, file }: EarnedProps) {
  const app = useApp();
  const { t, locale } = app;
  const asked = useAsked<Earnings>(`${path}?limit=20`);
  async function more(): Promise<void> {
    const { value } = asked;
    if (value === null || value.next === null) return;
    const reply = await app.api.get<Earnings>(`${path}?limit=50&cursor=${value.next}`);
    if (reply.kind === 'ok')
      asked.set({
        ...value,
        next: reply.value.next,
        items: [...value.items, ...reply.value.items],
      });
    else sayFailure(app, reply);
  }
  if (asked.value === null) return <SmallFailure asked={asked} />;
  const { balance, currency, items, months, next } = asked.value;
  const money = (amount: number): string => moneyText(amount, currency, locale);
  return (
    <div class="ads-wallet">
      <div class="ads-balance">
        <p>
          <span>{t('earned.balance')}</span>
          <b>{money(balance)}</b>
          <small>{t('earned.notPaidOut')}</small>
        </p>
      </div>
      {items.length === 0 ? (
        <p class="soft">{empty}</p>
      ) : (
        <>
          <section aria-labelledby="earned-months">
            <h2 id="earned-months">{t('earned.months')}</h2>
            <ul class="ads-lines">
              {months.map(({ month, amount, byKind }) => (
                <li key={month}>
                  <span>
                    <b>{monthText(month, locale)}</b>
                    <small>
                      {byKind.map((one) => `${earnedText(t, one.kind)} (${one.lines})`).join(' · ')}
                    </small>
                  </span>
                  <span class="ads-line-acts">
                    <b>{money(amount)}</b>
                    {file !== undefined && (
                      <a class="ads-inline" href={file(month)} download>
                        <Icon name="download" />
                        {t('earned.file')}
                      </a>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="earned-lines">
            <h2 id="earned-lines">{t('earned.lines')}</h2>
            <ul class="ads-lines">
              {items.map((line) => (
                <li key={line.id}>
                  <span>
                    <b>{earnedText(t, line.kind)}</b>
                    <small>{dateTimeText(line.atMs, locale)}</small>
                  </span>
                  <span>
                    <b class={line.amount < 0 ? '' : 'is-in'}>
                      {line.amount > 0 ? '+' : ''}
                      {money(line.amount)}
                    </b>
                    <small>{money(line.balanceAfter)}</small>
                  </span>
                </li>
              ))}
            </ul>
            {next !== null && (
              <button type="button" class="button more" onClick={() => void more()}>
                {t('common.more')}
              </button>
            )}
          </section>
        </>
      )}
    </div>
  );
}
