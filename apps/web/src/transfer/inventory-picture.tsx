// What goes, what goes on licence, what stays, what is learned anew and what is made anew: areas as large as what they stand
// for, down to each table, stream, folder and component with its digest.

import { useEffect, useState } from 'preact/hooks';
import type { InventoryItem } from '@jhalak/contracts/handover';
import { bytesText } from '../desk/when.ts';
import { usePolled } from '../border/use-polled.ts';
import { formatCount } from '../i18n/numbers.ts';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import {
  blocksOf,
  drawnSizes,
  technologyOf,
  type Group,
  type Measure,
  type ModeBlock,
} from './areas.ts';
import { GroupDetail, TechnologyList } from './inventory-detail.tsx';
import { treemap } from './treemap.ts';
import type { As } from './use-room.ts';

/** A frozen inventory does not change; another one may be frozen. */
const EVERY_MS = 60_000;

interface SeenInventory {
  items: InventoryItem[];
  hidden: number;
}

interface PictureProps {
  deal: string;
  as: As;
  /** Digest of the frozen one. */
  frozen: string | undefined;
}

export function InventoryPicture({ deal, as, frozen }: PictureProps) {
  const { t } = useApp();
  if (frozen === undefined)
    return (
      <p class="outside-none">
        {t(as === 'mediator' ? 'transfer.notForMediator' : 'transfer.notFrozen')}
      </p>
    );
  return <Frozen key={`${as} ${frozen}`} deal={deal} as={as} />;
}

function Frozen({ deal, as }: { deal: string; as: As }) {
  const app = useApp();
  const { t } = app;
  const [side = 'seller', bidder] = as.split(':');
  const query = new URLSearchParams({ as: side, ...(bidder === undefined ? {} : { bidder }) });
  const path = `/v1/handover/deals/${deal}/inventory?${query.toString()}`;
  const { value, failure, reload } = usePolled<SeenInventory>(path, EVERY_MS);
  const [measure, setMeasure] = useState<Measure>('bytes');
  const [chosen, setChosen] = useState<{ mode: string; key: string } | null>(null);
  useEffect(() => setChosen(null), [measure]);
  if (value === null)
    return failure === null ? (
      <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
    ) : (
      <p class="verdict-line is-bad" role="alert">
        <Icon name="offline" />
        {failureText(app, failure)}{' '}
        <button type="button" class="button text" onClick={reload}>
          {t('common.retry')}
        </button>
      </p>
    );
  const blocks = blocksOf(value.items, measure);
  const group = blocks
    .find(({ mode }) => mode === chosen?.mode)
    ?.groups.find(({ key }) => key === chosen?.key);
  return (
    <>
      <div class="inventory-tools">
        <Segments
          label={t('transfer.areasBy')}
          value={measure}
          choices={[
            ['bytes', t('transfer.bySize')],
            ['count', t('transfer.byRows')],
          ]}
          onChange={setMeasure}
        />
        <p class="soft">{t('transfer.areasText')}</p>
      </div>
      <ul class="class-legend">
        {CLASSES.filter((name) => value.items.some((item) => item.class === name)).map((name) => (
          <li key={name}>
            <i class={`tinted is-${name}`} aria-hidden="true" />
            {t(`dataClass.${name}`)}
          </li>
        ))}
      </ul>
      {value.hidden > 0 && (
        <p class="verdict-line is-hidden">
          <Icon name="hide" />
          {t(side === 'bidder' ? 'transfer.hiddenBidder' : 'transfer.hiddenOther', {
            count: value.hidden,
          })}
        </p>
      )}
      {value.items.length === 0 && <p class="outside-none">{t('transfer.nothingSeen')}</p>}
      <div class="mode-blocks">
        {blocks.map((block) => (
          <Block
            key={block.mode}
            block={block}
            chosen={block.mode === chosen?.mode ? chosen.key : ''}
            onChoose={(key) => setChosen({ mode: block.mode, key })}
          />
        ))}
      </div>
      {group !== undefined && <GroupDetail group={group} onClose={() => setChosen(null)} />}
      <TechnologyList items={technologyOf(value.items)} />
    </>
  );
}

const CLASSES = ['public', 'aggregate', 'personal', 'restricted', 'technology', 'local'] as const;
/** Width over height of the drawing, as in the style sheet. */
const RATIO = { transfer: 2.2, other: 1.6 };
/** More areas than these are crumbs: the rest is one area. */
const GROUPS_MAX = 18;

interface BlockProps {
  block: ModeBlock;
  chosen: string;
  onChoose: (key: string) => void;
}

function Block({ block, chosen, onChoose }: BlockProps) {
  const { t, locale } = useApp();
  const { mode, groups, items, bytes, rows, files, measure } = block;
  const drawn = groups.slice(0, GROUPS_MAX);
  const areas = treemap(
    drawnSizes(drawn, measure),
    mode === 'transfer' ? RATIO.transfer : RATIO.other,
  );
  const title = `mode-${mode}`;
  return (
    <section class={`mode-block is-${mode}`} aria-labelledby={title}>
      <h3 id={title}>{t(`transferMode.${mode}`)}</h3>
      <p class="soft">{t(`transferModeText.${mode}`)}</p>
      <p class="mode-sum">
        {t('transfer.items', { count: items })}
        {bytes > 0 && ` · ${bytesText(bytes)}`}
        {rows > 0 && ` · ${t('border.rows', { count: rows, shown: formatCount(rows, locale) })}`}
        {files > 0 &&
          ` · ${t('transfer.files', { count: files, shown: formatCount(files, locale) })}`}
      </p>
      <div class="areas" role="group" aria-labelledby={title}>
        {drawn.map((group, index) => (
          <AreaButton
            key={group.key}
            group={group}
            place={areas[index]}
            pressed={group.key === chosen}
            onChoose={() => onChoose(group.key)}
          />
        ))}
      </div>
    </section>
  );
}

interface AreaButtonProps {
  group: Group;
  place: { x: number; y: number; width: number; height: number } | undefined;
  pressed: boolean;
  onChoose: () => void;
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

function AreaButton({ group, place, pressed, onChoose }: AreaButtonProps) {
  const { t, locale } = useApp();
  if (place === undefined) return null;
  const { part, class: name, bytes, count, rows, items } = group;
  const files = count - rows;
  const size =
    bytes > 0
      ? bytesText(bytes)
      : rows > 0
        ? t('border.rows', { count: rows, shown: formatCount(rows, locale) })
        : files > 0
          ? t('transfer.files', { count: files, shown: formatCount(files, locale) })
          : t('transfer.items', { count: items.length });
  return (
    <button
      type="button"
      class={`area tinted is-${name}`}
      aria-pressed={pressed}
      title={`${part} · ${t(`dataClass.${name}`)} · ${size}`}
      style={{
        insetInlineStart: percent(place.x),
        insetBlockStart: percent(place.y),
        inlineSize: percent(place.width),
        blockSize: percent(place.height),
      }}
      onClick={onChoose}
    >
      <span>
        <b>{part}</b>
        <small>{size}</small>
        <span class="hidden">{t(`dataClass.${name}`)}</span>
      </span>
    </button>
  );
}
