// What stands in one area, and the list of technology with its export tags.

import type { InventoryItem } from '@jhalak/contracts/handover';
import { GridTable } from '../border/grid-table.tsx';
import { bytesText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import type { Group } from './areas.ts';

const SHORT = 16;

function sizeOf(
  { count, bytes }: InventoryItem,
  locale: Parameters<typeof formatCount>[1],
): string {
  const parts = [
    count === null ? '' : formatCount(count, locale),
    bytes === null || bytes === 0 ? '' : bytesText(bytes),
  ];
  return parts.filter((text) => text !== '').join(' · ') || '–';
}

function Short({ hex }: { hex: string | null }) {
  return hex === null ? <>–</> : <code title={hex}>{hex.slice(0, SHORT)}…</code>;
}

export function GroupDetail({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t, locale } = useApp();
  const { part, class: name, items } = group;
  return (
    <section class="group-detail" aria-labelledby="group-title">
      <header>
        <h3 id="group-title">
          {part}
          <em class={`class-chip is-${name}`}>{t(`dataClass.${name}`)}</em>
        </h3>
        <button type="button" class="icon-button" aria-label={t('common.close')} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <GridTable
        key={group.key}
        labelledBy="group-title"
        columns={[
          t('borderColumn.name'),
          t('borderColumn.what'),
          t('borderColumn.size'),
          t('transfer.digest'),
        ]}
        rows={items
          .toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
          .map((item) => ({
            key: `${item.kind} ${item.name}`,
            cells: [
              <>
                <code>{item.name}</code>
                {item.why !== null && <small lang="en">{item.why}</small>}
              </>,
              t(`transferKind.${item.kind}`),
              sizeOf(item, locale),
              <Short key="digest" hex={item.digest} />,
            ],
          }))}
      />
    </section>
  );
}

export function TechnologyList({ items }: { items: readonly InventoryItem[] }) {
  const { t } = useApp();
  return (
    <section class="technology-list" aria-labelledby="technology-title">
      <h3 id="technology-title">{t('transfer.technology')}</h3>
      <p class="soft">{t('transfer.technologyText')}</p>
      {items.length === 0 ? (
        <p class="outside-none">{t('transfer.noTechnology')}</p>
      ) : (
        <GridTable
          labelledBy="technology-title"
          columns={[
            t('borderColumn.name'),
            t('transfer.exportTag'),
            t('transfer.onTerms'),
            t('transfer.licence'),
            t('transfer.digest'),
          ]}
          rows={items
            .toSorted(
              (a, b) => Number(a.exportControl === 'none') - Number(b.exportControl === 'none'),
            )
            .map((item) => ({
              key: `${item.kind} ${item.name}`,
              cells: [
                <>
                  <code>{item.name}</code>
                  <small>
                    {t(`transferKind.${item.kind}`)} · {item.part}
                  </small>
                </>,
                item.exportControl === 'none' ? (
                  '–'
                ) : (
                  <span class="export-tag">{item.exportControl}</span>
                ),
                t(`transferMode.${item.mode}`),
                item.licence,
                <Short key="digest" hex={item.digest} />,
              ],
            }))}
        />
      )}
    </section>
  );
}
