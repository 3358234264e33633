// Which program and which models run here, in digests that anybody can compare with the public log.

import type { AttestationCard } from '@jhalak/contracts/attestation';
import { usePolled } from '../border/use-polled.ts';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

const REFRESH_MS = 60_000;

export function Technology() {
  const app = useApp();
  const { t, locale } = app;
  const { value, failure } = usePolled<AttestationCard>('/v1/attestation', REFRESH_MS);
  if (value === null)
    return failure === null ? (
      <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
    ) : (
      <p class="field-problem" role="alert">
        {failureText(app, failure)}
      </p>
    );
  const { running, releases } = value;
  return (
    <section class="audit-technology" aria-labelledby="audit-technology-title">
      <h2 id="audit-technology-title">{t('audit.running')}</h2>
      {running === undefined ? (
        <p class="outside-none">{t('audit.notMeasured')}</p>
      ) : (
        <dl class="digests">
          <Digest
            name={`Jhalak ${running.version}, Node ${running.node}`}
            sha256={running.digest}
          />
          {running.web !== undefined && <Digest name={t('audit.webApp')} sha256={running.web} />}
          {Object.entries(running.models).map(([name, sha256]) => (
            <Digest key={name} name={name} sha256={sha256} />
          ))}
        </dl>
      )}
      <h2>{t('audit.releases')}</h2>
      {releases.length === 0 && <p class="outside-none">{t('audit.noReleases')}</p>}
      <ul class="audit-threads">
        {releases.map((one) => (
          <li key={one.number}>
            <header>
              <b>
                {one.number}: {one.version}
              </b>
              <span class="code-chip">{t('audit.signatures', { count: one.signatures })}</span>
            </header>
            <code class="digest">{one.digest}</code>
            <small>{dateTimeText(one.addedAtMs, locale)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Digest({ name, sha256 }: { name: string; sha256: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code class="digest">{sha256}</code>
      </dd>
    </div>
  );
}
