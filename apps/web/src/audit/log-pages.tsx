// The public log in plain words, the newest first.

import { useState } from 'preact/hooks';
import type { LogKind } from '@jhalak/contracts/audit';
import { bytesText, dateTimeText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { actKey, countsText, type Facts } from './acts.ts';
import { useLog } from './use-log.ts';

const KINDS = [
  'crossing',
  'refusal',
  'order',
  'erasure',
  'hold',
  'release',
  'model',
  'staff',
  'break_glass',
  'policy',
  'key',
  'owner',
  'export',
  'auction',
] as const satisfies readonly LogKind[];
const PAGE = 50;
/** What the log says in place of a host that no policy lists: a stranger's words are not kept for ever. */
const UNLISTED = 'unlisted';

export function LogPages() {
  const app = useApp();
  const { t, locale } = app;
  const [kind, setKind] = useState<LogKind | ''>('');
  const { items, size, failure, more, reload } = useLog(kind, PAGE);
  return (
    <section class="audit-log" aria-labelledby="audit-log-title">
      <h2 id="audit-log-title" class="hidden">
        {t('auditPlace.log')}
      </h2>
      <div class="audit-tools">
        <label class="field">
          <span>{t('audit.kind')}</span>
          <select
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as LogKind | '')}
          >
            <option value="">{t('audit.allKinds')}</option>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {t(`logKind.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <a class="button" href="/verify">
          <Icon name="check" />
          {t('audit.verify')}
        </a>
      </div>
      <p class="soft">{t('audit.entries', { count: size, shown: formatCount(size, locale) })}</p>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}{' '}
          <button type="button" class="button text" onClick={reload}>
            {t('common.retry')}
          </button>
        </p>
      )}
      {items === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {items?.length === 0 && <p class="outside-none">{t('audit.nothing')}</p>}
      <ol class="audit-entries">
        {items?.map(({ index, id, atMs, facts }) => (
          <li key={id}>
            <span class={`log-kind is-${facts.kind}`}>{t(`logKind.${facts.kind}`)}</span>
            <Said facts={facts} />
            <small>
              <time>{dateTimeText(atMs, locale)}</time> · <bdi>#{index}</bdi>
              <code>{id}</code>
            </small>
          </li>
        ))}
      </ol>
      {more !== undefined && (
        <button type="button" class="button" onClick={more}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}

/** One entry as a sentence, with what else it says beside it. */
function Said({ facts }: { facts: Facts }) {
  const { t } = useApp();
  const { host = '', message = '', policy = '', reason = '', act = '' } = facts;
  if (facts.kind === 'crossing')
    return (
      <p>
        {t('audit.crossed', { size: bytesText(facts.bytes ?? 0), host })}
        <small>
          {message} · {policy}
        </small>
      </p>
    );
  if (facts.kind === 'refusal')
    return (
      <p>
        {host === UNLISTED ? t('audit.refusedUnlisted') : t('audit.refused', { host })}
        <small>
          {message} · {reason}
        </small>
      </p>
    );
  const known = actKey(act);
  const about = [...(facts.codes ?? []), countsText(facts.counts)].filter((text) => text !== '');
  return (
    <p>
      {known === undefined ? <code>{act}</code> : t(`logAct.${known}`)}
      {about.length > 0 && <small>{about.join(' · ')}</small>}
    </p>
  );
}
