// All that is of one class: a table to read with eyes, keys or a voice.

import type { ComponentChildren } from 'preact';
import type { BorderMap, MapClass, MapOwner, MapTable } from '@jhalak/contracts/audit';
import { bytesText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import type { Translate } from '../i18n/translate.ts';
import { useApp } from '../shell/app-context.ts';
import { GridTable } from './grid-table.tsx';

interface ClassDetailProps {
  map: BorderMap;
  of: MapClass['class'];
}

/** One line of the table, whatever it is. */
interface Held {
  owner: string;
  name: string;
  what: 'table' | 'stream' | 'blob' | 'model' | 'cache';
  size: string;
  sealed: string;
  note: string;
  fate: Pick<MapTable, 'retention' | 'erasure' | 'handover'> | null;
  maxAgeS: number;
}

const COLUMNS = ['name', 'what', 'size', 'kept', 'erased', 'handover', 'sealed'] as const;

export function ClassDetail({ map, of }: ClassDetailProps) {
  const { t, locale } = useApp();
  const count = (value: number): string => formatCount(value, locale);
  const rows = map.owners.flatMap((owner) => heldBy(owner, of, count));
  const name = t(`dataClass.${of}`);
  return (
    <section class="class-detail" aria-labelledby="class-title">
      <h2 id="class-title">{t('border.classTitle', { name })}</h2>
      <p class="soft">{t(`dataClassText.${of}`)}</p>
      {rows.length > 0 && (
        <GridTable
          key={of}
          labelledBy="class-title"
          columns={COLUMNS.map((column) => t(`borderColumn.${column}`))}
          rows={rows.map((row) => ({
            key: `${row.owner} ${row.what} ${row.name}`,
            cells: cellsOf(row, t),
          }))}
        />
      )}
      {rows.length === 0 && <p class="outside-none">{t('border.empty')}</p>}
    </section>
  );
}

function cellsOf(row: Held, t: Translate): ComponentChildren[] {
  const { fate } = row;
  return [
    <>
      <code>{row.name}</code>
      <small>{row.note === '' ? row.owner : `${row.owner} · ${row.note}`}</small>
    </>,
    t(`borderWhat.${row.what}`),
    row.size,
    fate === null ? cachedText(row.maxAgeS, t) : keptText(fate.retention, t),
    fate === null ? '–' : t(`borderErasure.${fate.erasure as Erasure}`),
    fate === null ? '–' : t(`borderHandover.${fate.handover as Handover}`),
    row.sealed === '' ? '–' : <code>{row.sealed}</code>,
  ];
}

const DAY_S = 86_400;

function cachedText(maxAgeS: number, t: Translate): string {
  return maxAgeS > 0 && maxAgeS % DAY_S === 0
    ? t('border.keptDays', { count: maxAgeS / DAY_S })
    : t('border.keptSeconds', { count: maxAgeS });
}

function keptText({ kind, days = 0, why }: MapTable['retention'], t: Translate): ComponentChildren {
  return (
    <span title={why}>
      {kind === 'days' ? t('border.keptDays', { count: days }) : t(`borderKept.${kind}`)}
    </span>
  );
}

type Erasure = 'delete' | 'destroy_key' | 'anonymise' | 'keep' | 'rebuild';
type Handover = 'transfer' | 'licence' | 'withhold' | 'retrain' | 'rebuild';

function heldBy(
  { owner, tables, streams, blobs, models, caches }: MapOwner,
  of: MapClass['class'],
  count: (value: number) => string,
): Held[] {
  const nothing = { owner, size: '–', sealed: '', note: '', maxAgeS: 0 };
  const sizeOf = ({ rows, bytes }: MapTable): string =>
    [rows === undefined ? '' : count(rows), bytes === undefined ? '' : bytesText(bytes)]
      .filter((text) => text !== '')
      .join('\u00a0· ') || '–';
  // Columns of this class in tables of another are told with their table's name.
  const columnsOf = ({ columns = {} }: MapTable): string[] =>
    Object.keys(columns).filter((name) => columns[name] === of);
  return [
    ...tables
      .filter((table) => table.class === of || columnsOf(table).length > 0)
      .map((table) => ({
        ...nothing,
        ...{ name: table.name, what: 'table' as const, fate: table, size: sizeOf(table) },
        sealed: table.encrypted.join(', '),
        note: table.class === of ? '' : columnsOf(table).join(', '),
      })),
    ...streams
      .filter((one) => one.class === of)
      .map((one) => ({
        ...{ ...nothing, name: one.name, what: 'stream' as const, fate: one },
        sealed: one.encrypted ? '✓' : '',
      })),
    ...blobs
      .filter((one) => one.class === of)
      .map((one) => ({
        ...{ ...nothing, name: `${one.prefix}/`, what: 'blob' as const, fate: one },
        size: `${one.more ? '> ' : ''}${count(one.files)}`,
      })),
    ...models
      .filter((one) => one.class === of)
      .map((one) => ({
        ...{ ...nothing, name: one.name, what: 'model' as const, fate: one },
        note: one.purpose,
      })),
    ...caches
      .filter((one) => one.class === of)
      .map((one) => ({
        ...{ ...nothing, name: one.name, what: 'cache' as const, fate: null },
        maxAgeS: one.maxAgeS,
      })),
  ];
}
