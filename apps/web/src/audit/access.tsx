// Who could do what: acts with roles, roles lent for an hour and what was done under them, and who looked at all this.

import type { AuditLookList } from '@jhalak/contracts/audit';
import type { BreakGlassAllUses, BreakGlassList, StaffRecord } from '@jhalak/contracts/staff';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { usePolled, type Polled } from '../border/use-polled.ts';
import { dateTimeText, dayText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

const REFRESH_MS = 30_000;
/** Enough of an id to tell two people apart by eye. */
const SHORT = 13;

export function Access() {
  const { t, locale } = useApp();
  const looks = usePolled<AuditLookList>('/v1/audit/looks', REFRESH_MS);
  const acts = usePolled<StaffRecord>('/v1/staff/record', REFRESH_MS);
  const glass = usePolled<BreakGlassList>('/v1/break-glass', REFRESH_MS);
  const uses = usePolled<BreakGlassAllUses>('/v1/break-glass-uses', REFRESH_MS);
  return (
    <div class="audit-access">
      <Part title={t('staff.record')} from={acts} count={acts.value?.items.length}>
        {acts.value?.items.map((act, index) => (
          <li key={`${act.atMs} ${index}`}>
            <time>{dateTimeText(act.atMs, locale)}</time>
            <span>
              <b>{t(`staffAct.${act.action}`)}</b>{' '}
              {act.handle !== undefined && <bdi>@{act.handle} </bdi>}
              {act.role !== undefined && t(`roleName.${act.role}`)}
              <small>
                {act.by === undefined ? t('staff.byCommand') : t('staff.by', { handle: act.by })}
                {act.reason !== '' && <q dir="auto">{act.reason}</q>}
              </small>
            </span>
          </li>
        ))}
      </Part>
      <Part title={t('glass.title')} from={glass} count={glass.value?.items.length}>
        {glass.value?.items.map((one) => (
          <li key={one.id}>
            <time>{dateTimeText(one.requestedAtMs, locale)}</time>
            <span>
              <b>{t(`roleName.${one.role}`)}</b> <bdi>@{one.handle}</bdi> ·{' '}
              {t('glass.uses', { count: one.uses })}
              <small>
                {one.approvedBy.map((handle) => `@${handle}`).join(', ')}
                <q dir="auto">{one.reason}</q>
              </small>
            </span>
          </li>
        ))}
      </Part>
      <Part title={t('audit.glassUses')} from={uses} count={uses.value?.items.length}>
        {uses.value?.items.map((one, index) => (
          <li key={`${one.atMs} ${index}`}>
            <time>{dateTimeText(one.atMs, locale)}</time>
            <span>
              <bdi>@{one.handle}</bdi> <code>{one.route}</code>
            </span>
          </li>
        ))}
      </Part>
      <Part title={t('audit.looks')} from={looks} count={looks.value?.items.length}>
        {looks.value?.items.map((one) => (
          <li key={`${one.personId} ${one.dayMs} ${one.route}`}>
            <time>{dayText(one.dayMs, locale)}</time>
            <span>
              <code>{one.route}</code> × {formatCount(one.count, locale)}
              <small>{one.personId.slice(0, SHORT)}…</small>
            </span>
          </li>
        ))}
      </Part>
    </div>
  );
}

interface PartProps {
  title: string;
  from: Polled<unknown>;
  count: number | undefined;
  children: ComponentChildren;
}

function Part({ title, from, count, children }: PartProps) {
  const app = useApp();
  const { t } = app;
  const id = useId();
  const { failure } = from;
  const closed = failure?.kind === 'problem' && failure.status === 403;
  return (
    <section>
      <h2 id={id}>{title}</h2>
      {failure !== null && (
        <p class="outside-none">{closed ? t('audit.notYours') : failureText(app, failure)}</p>
      )}
      {count === undefined && failure === null && (
        <div class="bone bone-line" role="status" aria-label={t('common.loading')} />
      )}
      {count === 0 && <p class="outside-none">{t('audit.nothing')}</p>}
      {count !== undefined && count > 0 && (
        <div class="audit-scroll" role="region" tabIndex={0} aria-labelledby={id}>
          <ol class="audit-lines">{children}</ol>
        </div>
      )}
    </section>
  );
}
