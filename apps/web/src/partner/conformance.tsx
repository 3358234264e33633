import { useEffect, useState } from 'preact/hooks';
import type { Brand, ConformanceList, ConformanceReport } from '@jhalak/contracts/partners';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** What the brand's lock screens say of themselves. */
export function Conformance({ brand }: { brand: Brand }) {
  const { t, api } = useApp();
  const [items, setItems] = useState<readonly ConformanceReport[]>([]);
  useEffect(() => {
    void api
      .get<ConformanceList>(`/v1/partner/brands/${brand.organisation}/conformance`)
      .then((reply) => reply.kind === 'ok' && setItems(reply.value.items));
    // Depends on less than it reads: once a brand
  }, []);
  return (
    <section aria-labelledby="conformance-title">
      <h2 id="conformance-title">{t('conformance.title')}</h2>
      <p class="soft">{t('conformance.text')}</p>
      {items.length === 0 && (
        <>
          <p>{t('conformance.none')}</p>
          <code class="ticket">
            JHALAK_BRAND=… node tools/lock-client/src/command.ts --origin {location.origin}{' '}
            --self-test --report
          </code>
        </>
      )}
      {items.map((report, at) => (
        <Report key={report.id} report={report} open={at === 0} />
      ))}
    </section>
  );
}

function Report({ report, open }: { report: ConformanceReport; open: boolean }) {
  const { t, locale } = useApp();
  const passed = report.checks.filter((one) => one.passed).length;
  return (
    <details class="conformance" open={open}>
      <summary>
        <span class={report.passed ? 'chip chip-good' : 'chip chip-hot'}>
          {t(report.passed ? 'conformance.passed' : 'conformance.failed', {
            passed,
            of: report.checks.length + report.missing.length,
          })}
        </span>{' '}
        <b>{report.client}</b>
        {report.model !== undefined && ` · ${report.model}`}{' '}
        <small>{dateTimeText(report.reportedAtMs, locale)}</small>
      </summary>
      <ul>
        {report.checks.map(({ check, passed: good, detail }) => (
          <li key={check} class={good ? 'is-good' : 'is-bad'}>
            <Icon name={good ? 'check' : 'close'} />
            <span>
              {t(`check.${check}`)}
              {detail !== undefined && <small>{detail}</small>}
            </span>
          </li>
        ))}
        {report.missing.map((check) => (
          <li key={check} class="is-bad">
            <Icon name="more" />
            <span>
              {t(`check.${check}`)}
              <small>{t('conformance.missing')}</small>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
