// Orders as the public log tells them: what kind of order, and when what was done; never what it says or names.

import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import type { Translate } from '../i18n/translate.ts';
import { actKey, codeText, countsText, threadsOf, type Facts } from './acts.ts';
import { useLog } from './use-log.ts';

const PAGE = 100;
/** Enough of a commitment to tell two orders apart by eye. */
const SHORT = 12;

export function OrderTimeline() {
  const app = useApp();
  const { t, locale } = app;
  const { items, failure, more } = useLog('order', PAGE);
  const threads = threadsOf(items ?? []);
  return (
    <section class="audit-orders" aria-labelledby="audit-orders-title">
      <h2 id="audit-orders-title" class="hidden">
        {t('auditPlace.orders')}
      </h2>
      <p class="soft">{t('audit.ordersText')}</p>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {items === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {items !== null && threads.length === 0 && <p class="outside-none">{t('audit.noOrders')}</p>}
      <ul class="audit-threads">
        {threads.map(({ about, codes, acts }) => (
          <li key={about}>
            <header>
              <code title={about}>{about.slice(0, SHORT)}…</code>
              {codes.map((code) => (
                <span key={code} class="code-chip" title={code}>
                  {codeText(code, t)}
                </span>
              ))}
            </header>
            <ol>
              {acts.map(({ index, atMs, act, counts }) => {
                const known = actKey(act);
                return (
                  <li key={index}>
                    <time>{dateTimeText(atMs, locale)}</time>
                    <span>
                      {known === undefined ? <code>{act}</code> : t(`logAct.${known}`)}
                      <small>{toldCounts(counts, t)}</small>
                    </span>
                  </li>
                );
              })}
            </ol>
          </li>
        ))}
      </ul>
      {more !== undefined && (
        <button type="button" class="button" onClick={more}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}

/** @returns what an execution counted in a sentence; other counts by their names. The step is its place in the list. */
function toldCounts(counts: Facts['counts'], t: Translate): string {
  const { step: _place, ...told } = counts ?? {};
  const { surfaces, shown, reached, slowestMs } = told;
  if (surfaces === undefined || shown === undefined || reached === undefined)
    return countsText(told);
  // A restoration asks none.
  if (surfaces === 0) return '';
  return t('audit.asked', { surfaces, shown, reached, time: `${slowestMs ?? 0}\u00a0ms` });
}
