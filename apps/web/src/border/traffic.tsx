// What crossed to whom and under which policy, and what was stopped: the picture's lines as tables.

import type { BorderMap } from '@jhalak/contracts/audit';
import { bytesText, dateTimeText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { GridTable } from './grid-table.tsx';

export function Traffic({ map }: { map: BorderMap }) {
  const { t, locale } = useApp();
  const amount = ({ count, bytes }: { count: number; bytes: number }): string =>
    count === 0 ? '–' : `${formatCount(count, locale)} · ${bytesText(bytes)}`;
  return (
    <div class="traffic">
      <section aria-labelledby="crossed-title">
        <h2 id="crossed-title">{t('border.crossed')}</h2>
        {map.crossings.length === 0 ? (
          <p class="outside-none">{t('border.nothingLeft')}</p>
        ) : (
          <GridTable
            labelledBy="crossed-title"
            columns={[t('border.party'), t('border.policy'), t('border.day'), t('border.month')]}
            rows={map.crossings.map((one) => ({
              key: `${one.to} ${one.message} ${one.policy}`,
              cells: [
                <>
                  <code>{one.to}</code>
                  <small>
                    <bdi>{one.message}</bdi> · {t(`dataClass.${one.dataClass}`)}
                  </small>
                </>,
                one.policy,
                amount(one.day),
                amount(one.month),
              ],
            }))}
          />
        )}
        {map.crossingsLeftOut > 0 && (
          <p class="soft">{t('border.more', { count: map.crossingsLeftOut })}</p>
        )}
      </section>
      <section aria-labelledby="stopped-title">
        <h2 id="stopped-title">{t('border.stopped')}</h2>
        {map.violations.length === 0 ? (
          <p class="outside-none">{t('border.nothingStopped')}</p>
        ) : (
          <ul class="stopped-list">
            {map.violations.map((one) => (
              <li key={`${one.entry} ${one.reason}`}>
                <b dir="auto">{one.to}</b>
                <span>
                  {one.message} · {one.reason}
                </span>
                <small>
                  {t('border.stoppedTimes', {
                    count: one.count,
                    shown: formatCount(one.count, locale),
                  })}{' '}
                  · {dateTimeText(one.lastAtMs, locale)}
                </small>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
