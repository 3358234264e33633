import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { LINE_ITEMS_MAX } from './ads-values.ts';
import type { DraftPage } from './use-draft.ts';

/** Which line item is open. One alone needs no choice. */
export function LinePicks({ page }: { page: DraftPage }) {
  const { t } = useApp();
  const { draft, line } = page;
  return (
    <>
      <p class="soft">{t('adEdit.lineText')}</p>
      <div class="ads-picks" role="group" aria-label={t('adStep.line')}>
        {draft.lines.length > 1 &&
          draft.lines.map((one, at) => (
            <button
              key={one.key}
              type="button"
              class={one.on ? 'pill' : 'pill is-off'}
              aria-pressed={one.key === line?.key}
              dir="auto"
              onClick={() => page.choose(one.key)}
            >
              {one.fields.name === '' ? t('adEdit.lineAt', { at: at + 1 }) : one.fields.name}
            </button>
          ))}
        {draft.lines.length < LINE_ITEMS_MAX && (
          <button type="button" class="button text" onClick={page.addLine}>
            <Icon name="plus" />
            {t('adEdit.addLine')}
          </button>
        )}
        {line !== undefined && line.id === undefined && draft.lines.length > 1 && (
          <button type="button" class="button text" onClick={() => page.removeLine(line)}>
            <Icon name="trash" />
            {t('adEdit.removeLine')}
          </button>
        )}
      </div>
    </>
  );
}
