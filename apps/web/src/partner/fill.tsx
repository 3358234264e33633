// What reached the brand's phones in the last 24 hours, as a picture, and the days before as a table.

import { useEffect, useState } from 'preact/hooks';
import type { Brand, BrandCounts, BrandFill } from '@jhalak/contracts/partners';
import type { Failure } from '../api/client.ts';
import { bytesText, dayText, timeText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** Looked at again while the page is open: about as often as a person looks up. */
const AGAIN_MS = 60_000;
const PERCENT = 100;

export function Fill({ brand }: { brand: Brand }) {
  const app = useApp();
  const { t, locale } = app;
  const [fill, setFill] = useState<BrandFill | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    async function load(): Promise<void> {
      const path = `/v1/partner/brands/${brand.organisation}/fill`;
      const reply = await app.api.get<BrandFill>(path);
      if (reply.kind === 'ok') setFill(reply.value);
      setFailure(reply.kind === 'ok' ? null : reply);
    }
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: once a brand; the page has the brand's key
  }, []);
  if (fill === null)
    return failure === null ? (
      <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
    ) : (
      <p class="field-problem" role="alert">
        {failureText(app, failure)}
      </p>
    );
  const { lastDay } = fill;
  const count = (value: number): string => formatCount(value, locale);
  return (
    <section aria-labelledby="fill-title">
      <h2 id="fill-title">{t('fill.title')}</h2>
      <dl class="fill-figures">
        <Figure name={t('fill.packs')} value={count(lastDay.packs)}>
          {t('fill.unchanged', { count: lastDay.unchanged, shown: count(lastDay.unchanged) })}
        </Figure>
        <Figure
          name={t('fill.fill')}
          value={fill.fill === null ? '–' : `${Math.round(fill.fill * PERCENT)}%`}
        >
          {t('fill.cards', { count: lastDay.cards, shown: count(lastDay.cards) })}
        </Figure>
        <Figure name={t('fill.glances')} value={count(lastDay.glances)}>
          {t('fill.dismisses', { count: lastDay.dismisses, shown: count(lastDay.dismisses) })}
        </Figure>
        <Figure name={t('fill.opens')} value={count(lastDay.opens)}>
          {lastDay.glances === 0
            ? t('fill.noGlances')
            : t('fill.openShare', {
                share: `${((lastDay.opens / lastDay.glances) * PERCENT).toFixed(1)}%`,
              })}
        </Figure>
        <Figure name={t('fill.bytes')} value={bytesText(lastDay.bytes)}>
          {lastDay.packs === 0
            ? ' '
            : t('fill.bytesEach', { bytes: bytesText(lastDay.bytes / lastDay.packs) })}
        </Figure>
        <Figure
          name={t('fill.withoutReceipt')}
          value={count(lastDay.withoutReceipt)}
          bad={lastDay.withoutReceipt > 0}
        >
          {t(lastDay.withoutReceipt > 0 ? 'fill.withoutReceiptBad' : 'fill.withoutReceiptGood')}
        </Figure>
      </dl>
      <Hours fill={fill} />
      <Days fill={fill} />
    </section>
  );
}

interface FigureProps {
  name: string;
  value: string;
  bad?: boolean;
  children: string;
}

function Figure({ name, value, bad = false, children }: FigureProps) {
  return (
    <div class={bad ? 'fill-figure is-bad' : 'fill-figure'}>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <small>{children}</small>
      </dd>
    </div>
  );
}

/** Two bars an hour: glances, and opens in them. */
function Hours({ fill }: { fill: BrandFill }) {
  const { t, locale } = useApp();
  const most = Math.max(1, ...fill.hours.map(({ counts }) => counts.glances));
  const share = (value: number): string => `${(value / most) * PERCENT}%`;
  const busiest = fill.hours.reduce((a, b) => (b.counts.glances > a.counts.glances ? b : a));
  const label =
    busiest.counts.glances === 0
      ? t('fill.quiet')
      : t('fill.busiest', {
          when: timeText(busiest.startsAtMs, locale),
          count: busiest.counts.glances,
          shown: formatCount(busiest.counts.glances, locale),
        });
  return (
    <figure class="fill-hours">
      <div role="img" aria-label={label}>
        {fill.hours.map(({ startsAtMs, counts }) => (
          <i key={startsAtMs} title={hourText(startsAtMs, counts)}>
            <b style={{ blockSize: share(counts.glances) }}>
              <em style={{ blockSize: openShare(counts) }} />
            </b>
          </i>
        ))}
      </div>
      <div class="fill-axis" aria-hidden="true">
        {[0, 6, 12, 18].map((at) => (
          <span key={at}>{timeText(fill.hours[at]?.startsAtMs ?? 0, locale)}</span>
        ))}
        <span>{t('fill.now')}</span>
      </div>
      <figcaption>
        <span class="fill-key">{t('fill.glances')}</span>
        <span class="fill-key is-open">{t('fill.opens')}</span>
        <span class="soft">{label}</span>
      </figcaption>
    </figure>
  );
  function hourText(startsAtMs: number, counts: BrandCounts): string {
    return `${timeText(startsAtMs, locale)}: ${counts.glances} / ${counts.opens}`;
  }
}

const openShare = ({ opens, glances }: BrandCounts): string =>
  `${glances === 0 ? 0 : Math.min(1, opens / glances) * PERCENT}%`;

function Days({ fill }: { fill: BrandFill }) {
  const { t, locale } = useApp();
  if (fill.days.length === 0) return null;
  return (
    <details class="days">
      <summary>{t('fill.days')}</summary>
      <div class="days-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('fill.day')}</th>
              <th scope="col">{t('fill.packs')}</th>
              <th scope="col">{t('fill.glances')}</th>
              <th scope="col">{t('fill.opens')}</th>
              <th scope="col">{t('fill.bytes')}</th>
              <th scope="col">{t('fill.withoutReceipt')}</th>
            </tr>
          </thead>
          <tbody>
            {fill.days.map(({ startsAtMs, counts }) => (
              <tr key={startsAtMs}>
                <th scope="row">{dayText(startsAtMs, locale)}</th>
                <td>{formatCount(counts.packs, locale)}</td>
                <td>{formatCount(counts.glances, locale)}</td>
                <td>{formatCount(counts.opens, locale)}</td>
                <td>{bytesText(counts.bytes)}</td>
                <td class={counts.withoutReceipt > 0 ? 'is-bad' : ''}>
                  {formatCount(counts.withoutReceipt, locale)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
