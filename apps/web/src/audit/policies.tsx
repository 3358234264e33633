// The register of policies: what may leave to whom, who wrote it, who else approved it, and until when.

import type { BorderPolicy } from '@jhalak/contracts/gateway';
import { usePolled } from '../border/use-polled.ts';
import { fullDateText } from '../settings/full-date.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

const REFRESH_MS = 60_000;

export function Policies() {
  const app = useApp();
  const { t, locale } = app;
  const { value, failure } = usePolled<{ items: BorderPolicy[] }>(
    '/v1/border/policies',
    REFRESH_MS,
  );
  return (
    <section class="audit-policies" aria-labelledby="audit-policies-title">
      <h2 id="audit-policies-title" class="hidden">
        {t('auditPlace.policies')}
      </h2>
      <p class="soft">{t('audit.policiesText')}</p>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {value === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {value?.items.length === 0 && <p class="outside-none">{t('audit.nothing')}</p>}
      <ul class="audit-threads">
        {value?.items.map((one) => (
          <li key={`${one.id} ${one.version}`} class={one.state === 'ended' ? 'is-over' : ''}>
            <header>
              <b>
                {one.id}/{one.version}
              </b>
              <span class={`code-chip is-${one.state}`}>{t(`policyState.${one.state}`)}</span>
            </header>
            <p>
              {one.message} → <span dir="auto">{one.party}</span>{' '}
              <em class={`class-chip is-${one.classLimit}`}>{t(`dataClass.${one.classLimit}`)}</em>
            </p>
            <p class="soft">{one.basis}</p>
            <small>
              {t('audit.policyFields', {
                fields: one.fields.length === 0 ? '–' : one.fields.join(', '),
                k: String(one.k),
              })}
            </small>
            <small>
              {t('audit.policyPeople', { author: one.author, approver: one.approver ?? '–' })} ·{' '}
              {fullDateText(one.fromMs, locale)} –{' '}
              {fullDateText(one.endedAtMs ?? one.untilMs, locale)}
            </small>
            <code class="digest">{one.digest}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
