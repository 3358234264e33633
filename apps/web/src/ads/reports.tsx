// What the ads did: figures, a chart, a table and a file of the same rows. Within a minute of what happened.

import { useMemo, useState } from 'preact/hooks';
import type { Report, ReportRow } from '@jhalak/contracts/ad-reports';
import type { Advertiser, CampaignPage } from '@jhalak/contracts/ads';
import { usePolled } from '../border/use-polled.ts';
import { timeText } from '../desk/when.ts';
import { GENRES } from '@jhalak/contracts/languages';
import { languageName } from '../feed/clip-chips.tsx';
import { formatNumber } from '../i18n/numbers.ts';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { NamedBars, TimeBars } from './bars.tsx';
import { dateText } from './dates.ts';
import { moneyText } from './money.ts';
import {
  DIMENSIONS,
  METRICS,
  RANGES,
  reportQuery,
  withEmptyDays,
  type Dimension,
  type Metric,
  type Range,
} from './report-query.ts';
import { stateName } from './states.ts';
import { useAsked } from './use-asked.ts';

/** Figures are at most a minute behind; asking more often shows nothing new. */
const REFRESH_MS = 30_000;
/** Bars that a phone can still tell apart; the table has all. */
const NAMED_MAX = 12;

export function Reports({ advertiser }: { advertiser: Advertiser }) {
  const app = useApp();
  const { t, locale } = app;
  const root = `/v1/ads/advertisers/${advertiser.organisation}`;
  const [days, setDays] = useState<Range>(7);
  const [by, setBy] = useState<Dimension>('day');
  const [metric, setMetric] = useState<Metric>('shown');
  const [campaign, setCampaign] = useState(
    () => new URLSearchParams(location.search).get('campaign') ?? '',
  );
  const campaigns = useAsked<CampaignPage>(`${root}/campaigns?limit=100`);
  const query = useMemo(
    () => reportQuery({ nowMs: Date.now(), days, by, ...(campaign !== '' && { campaign }) }),
    [days, by, campaign],
  );
  const { value, failure } = usePolled<Report>(`${root}/report?${query}`, REFRESH_MS);
  return (
    <section class="ads-reports">
      <div class="ads-report-asks">
        <Segments
          label={t('adReport.range')}
          value={String(days)}
          choices={RANGES.map((one) => [String(one), t('adReport.days', { count: one })] as const)}
          onChange={(one) => setDays(RANGES.find((range) => String(range) === one) ?? 7)}
        />
        <label class="field">
          <span>{t('adReport.campaign')}</span>
          <select value={campaign} onChange={(event) => setCampaign(event.currentTarget.value)}>
            <option value="">{t('adReport.allCampaigns')}</option>
            {campaigns.value?.items.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t('adReport.by')}</span>
          <select
            value={by}
            onChange={(event) =>
              setBy(DIMENSIONS.find((one) => one === event.currentTarget.value) ?? 'day')
            }
          >
            {DIMENSIONS.map((one) => (
              <option key={one} value={one}>
                {t(`adBy.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {value === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {value === null && failure !== null && (
        <div class="state is-small" role="alert">
          <Icon name="offline" />
          <p>{failureText(app, failure)}</p>
        </div>
      )}
      {value !== null && (
        <>
          <Figures report={value} metric={metric} onMetric={setMetric} />
          {value.rows.length === 0 ? (
            <div class="state is-small">
              <Icon name="clock" />
              <h2>{t('adReport.emptyTitle')}</h2>
              <p>{t('adReport.emptyText')}</p>
            </div>
          ) : (
            <Rows report={value} by={by} metric={metric} />
          )}
          <Filtered report={value} />
          <p class="soft ads-report-foot">
            {t('adReport.asOf', { time: timeText(value.asOfMs, locale), floor: value.floor })}{' '}
            <a class="ads-inline" href={`${root}/report?${query}&format=csv`} download>
              <Icon name="download" /> CSV
            </a>
          </p>
        </>
      )}
    </section>
  );
}

interface FiguresProps {
  report: Report;
  metric: Metric;
  onMetric: (metric: Metric) => void;
}

/** The sums; each is a button that puts itself into the chart. */
function Figures({ report, metric, onMetric }: FiguresProps) {
  const { t } = useApp();
  const write = useWriter(report);
  const { total } = report;
  const share = (part: number, of: number): string =>
    of === 0 ? ' ' : `${((part / of) * 100).toFixed(1)} %`;
  const beside: Partial<Record<Metric, string>> = {
    viewable: share(total.viewable, total.shown),
    clicks: share(total.clicks, total.shown),
    ...(total.reversed > 0 && {
      spend: t('adReport.reversed', { amount: write('spend', total.reversed) }),
    }),
  };
  return (
    <div class="ads-figures" role="group" aria-label={t('adReport.figures')}>
      {METRICS.map((one) => (
        <button
          key={one}
          type="button"
          class="ads-figure"
          aria-pressed={one === metric}
          onClick={() => onMetric(one)}
        >
          <span>{t(`adMetric.${one}`)}</span>
          <b>{write(one, total[one])}</b>
          <small>{beside[one] ?? ' '}</small>
        </button>
      ))}
    </div>
  );
}

function Rows({ report, by, metric }: { report: Report; by: Dimension; metric: Metric }) {
  const { t } = useApp();
  const write = useWriter(report);
  const nameOf = useNames(by);
  const rows = by === 'day' ? withEmptyDays(report.rows) : report.rows;
  const bars = rows.map((row) => ({
    ...{ key: row.keys[by] ?? '', name: nameOf(row) },
    ...{ value: row[metric], text: write(metric, row[metric]) },
  }));
  const largest = bars.reduce((a, b) => (b.value > a.value ? b : a), bars[0] ?? NONE);
  const label = t('adReport.largest', {
    ...{ what: t(`adMetric.${metric}`), name: largest.name, value: largest.text },
  });
  return (
    <>
      {by === 'day' ? (
        <TimeBars label={label} bars={bars} />
      ) : (
        <NamedBars
          label={label}
          bars={bars.toSorted((a, b) => b.value - a.value).slice(0, NAMED_MAX)}
        />
      )}
      <div
        class="days days-scroll ads-table"
        tabIndex={0}
        role="region"
        aria-label={t('adReport.table')}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{t(`adBy.${by}`)}</th>
              {METRICS.map((one) => (
                <th key={one} scope="col">
                  {t(`adMetric.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.keys[by]}>
                <th scope="row" dir="auto">
                  {nameOf(row)}
                </th>
                {METRICS.map((one) => (
                  <td key={one}>{write(one, row[one])}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('adReport.total')}</th>
              {METRICS.map((one) => (
                <td key={one}>{write(one, report.total[one])}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </>
  );
}

const NONE = { key: '', name: '', value: 0, text: '0' };

/** What was not counted, and why: told, and never billed. */
function Filtered({ report }: { report: Report }) {
  const { t, locale } = useApp();
  const events = report.filtered.reduce((sum, one) => sum + one.events, 0);
  if (events === 0) return null;
  return (
    <details class="ads-more">
      <summary>{t('adReport.filtered', { count: events })}</summary>
      <dl class="ads-sum">
        {report.filtered.map(({ reason, events: count }) => (
          <div key={reason}>
            <dt>{reason.replaceAll('_', ' ')}</dt>
            <dd>{formatNumber(count, locale)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** @returns how a figure is written. */
function useWriter({ currency }: Report): (metric: Metric, value: number) => string {
  const { locale } = useApp();
  return (metric, value) =>
    metric === 'spend' ? moneyText(value, currency, locale) : formatNumber(value, locale);
}

/** @returns what a row is called. */
function useNames(by: Dimension): (row: ReportRow) => string {
  const { t, locale } = useApp();
  return ({ keys, names }) => {
    const key = keys[by] ?? '';
    if (key === 'other') return t('adReport.other');
    if (key === '') return t('adReport.unknown');
    if (by === 'day') return dateText(Date.parse(`${key}T12:00:00`), locale);
    if (by === 'language') return languageName(key);
    if (by === 'state') return stateName(key, locale);
    if (by === 'placement') return key === 'lock' ? t('adPlace.lock') : t('adPlace.feed');
    if (by === 'genre') {
      const genre = GENRES.find((one) => one === key);
      return genre === undefined ? key : t(`genre.${genre}`);
    }
    return names[by] ?? key;
  };
}
