// The public log in a few figures, with the keys under which strangers verify it.

import type { BorderMap } from '@jhalak/contracts/audit';
import { dateTimeText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

/** An entry that is in no checkpoint after this long says that the log cannot be written. */
const LATE_MS = 30_000;

export function LogState({ log, atMs }: { log: BorderMap['log']; atMs: number }) {
  const { t, locale } = useApp();
  const late = log.waitingSinceMs !== undefined && atMs - log.waitingSinceMs > LATE_MS;
  return (
    <section class="log-state" aria-labelledby="log-title">
      <h2 id="log-title">{t('border.log')}</h2>
      <p class="soft">{t('border.logText')}</p>
      <dl>
        <div>
          <dt>{t('border.logSize')}</dt>
          <dd>{formatCount(log.size, locale)}</dd>
        </div>
        <div>
          <dt>{t('border.logNewest')}</dt>
          <dd>{log.newestAtMs === undefined ? '–' : dateTimeText(log.newestAtMs, locale)}</dd>
        </div>
        <div class={late ? 'is-late' : ''}>
          <dt>{t('border.logWaiting')}</dt>
          <dd>{formatCount(log.waiting, locale)}</dd>
        </div>
        <div>
          <dt>{t('border.witnesses')}</dt>
          <dd>
            {log.witnesses.length === 0
              ? t('border.noWitness')
              : log.witnesses
                  .map(({ name, size }) => `${name} (${formatCount(size ?? 0, locale)})`)
                  .join(', ')}
          </dd>
        </div>
      </dl>
      {late && (
        <p class="field-problem" role="alert">
          {t('border.logLate')}
        </p>
      )}
      <Key name={t('border.logKey')} vkey={log.vkey} />
      <Key name={t('border.exportKey')} vkey={log.auditVkey} />
      <a class="button" href="/verify">
        <Icon name="check" />
        {t('audit.verify')}
      </a>
    </section>
  );
}

/** A key to compare by another way, with a button that takes it along. */
export function Key({ name, vkey }: { name: string; vkey: string }) {
  const { t, say } = useApp();
  return (
    <p class="vkey">
      <span>{name}</span>
      <code>{vkey}</code>
      <button
        type="button"
        class="icon-button"
        aria-label={`${t('border.copy')}: ${name}`}
        onClick={() =>
          void navigator.clipboard.writeText(vkey).then(
            () => say(t('border.copied')),
            () => undefined,
          )
        }
      >
        <Icon name="copy" />
      </button>
    </p>
  );
}
