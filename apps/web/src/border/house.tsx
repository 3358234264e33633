// The picture: the cell as a house with a room for each class of data, and one door through which lines lead to parties.

import type { BorderMap, MapClass } from '@jhalak/contracts/audit';
import { bytesText } from '../desk/when.ts';
import { formatCount } from '../i18n/numbers.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon, type IconName } from '../shell/icons.tsx';
import { waysOf, type Way } from './ways.ts';

const ROOM_ICONS: Readonly<Record<MapClass['class'], IconName>> = {
  public: 'people',
  aggregate: 'spark',
  personal: 'person',
  restricted: 'shield',
  technology: 'settings',
  local: 'power',
};

interface HouseProps {
  map: BorderMap;
  chosen: MapClass['class'];
  onChoose: (name: MapClass['class']) => void;
}

export function House({ map, chosen, onChoose }: HouseProps) {
  const { t } = useApp();
  const { ways, leftOut } = waysOf(map);
  return (
    <section class="cell-picture" aria-labelledby="house-title">
      <div class="house">
        <svg class="house-roof" viewBox="0 0 400 48" preserveAspectRatio="none" aria-hidden="true">
          <path d="M2 47 200 3l198 44" />
        </svg>
        <div class="house-walls">
          <h2 id="house-title">{t('border.here', { region: map.region.toUpperCase() })}</h2>
          <p class="house-name">
            <code>{map.cellId}</code> {t('border.epoch', { epoch: String(map.ownerEpoch) })}
          </p>
          <div class="rooms" role="group" aria-label={t('border.rooms')}>
            {map.classes.map((one) => (
              <Room
                key={one.class}
                one={one}
                chosen={one.class === chosen}
                onChoose={() => onChoose(one.class)}
              />
            ))}
          </div>
        </div>
        <p class="house-door">
          <i aria-hidden="true" />
          <span>{t('border.door')}</span>
        </p>
      </div>
      <div class="outside">
        <h2>{t('border.outside')}</h2>
        {ways.length === 0 ? (
          <p class="outside-none">{t('border.nothingLeft')}</p>
        ) : (
          <div class="ways">
            <Lines ways={ways} />
            <ul>
              {ways.map((way) => (
                <WayRow key={`${way.to} ${way.stopped}`} way={way} />
              ))}
            </ul>
          </div>
        )}
        {leftOut > 0 && <p class="soft outside-more">{t('border.more', { count: leftOut })}</p>}
      </div>
    </section>
  );
}

interface RoomProps {
  one: MapClass;
  chosen: boolean;
  onChoose: () => void;
}

function Room({ one, chosen, onChoose }: RoomProps) {
  const { t, locale } = useApp();
  const { tables, streams, blobs, models } = one;
  const parts = [
    tables > 0 && t('border.tables', { count: tables }),
    streams > 0 && t('border.streams', { count: streams }),
    blobs > 0 && t('border.blobs', { count: blobs }),
    models > 0 && t('border.models', { count: models }),
  ].filter((text) => text !== false);
  return (
    <button type="button" class={`room room-${one.class}`} aria-pressed={chosen} onClick={onChoose}>
      <span class="room-name">
        <Icon name={ROOM_ICONS[one.class]} />
        <b>{t(`dataClass.${one.class}`)}</b>
      </span>
      <span class="room-parts">{parts.length === 0 ? t('border.empty') : parts.join(' · ')}</span>
      {one.bytes > 0 && (
        <span class="room-size">
          {bytesText(one.bytes)}
          {one.rows > 0 &&
            ` · ${t('border.rows', { count: one.rows, shown: formatCount(one.rows, locale) })}`}
        </span>
      )}
      <small>{t(`dataClassFate.${one.class}`)}</small>
    </button>
  );
}

function WayRow({ way }: { way: Way }) {
  const { t, locale } = useApp();
  const shown = formatCount(way.count, locale);
  return (
    <li class={way.stopped ? 'way is-stopped' : 'way'}>
      <b dir="auto">{way.to}</b>
      <span>
        {way.stopped
          ? t('border.stoppedTimes', { count: way.count, shown })
          : t('border.crossedTimes', { count: way.count, shown })}
        {way.classes.map((name) => (
          <em key={name} class={`class-chip is-${name}`}>
            {t(`dataClass.${name as MapClass['class']}`)}
          </em>
        ))}
      </span>
    </li>
  );
}

/** Units of the drawing: a row's height is the stylesheet's `--way`. */
const ROW = 60;
const WIDTH = 96;
/** Where a line that was stopped ends. */
const STOP = 62;
/** Strokes from 1.5 to 4.5 units: ten thousand crossings are three times as thick as one. */
const thickness = (count: number): number => Math.min(4.5, 1.5 + 0.75 * Math.log10(count + 1));

/** Lines from the door; what they say stands in the list beside them. */
function Lines({ ways }: { ways: readonly Way[] }) {
  const height = ways.length * ROW;
  return (
    <svg
      class="way-lines"
      viewBox={`0 0 ${WIDTH} ${height}`}
      style={{ blockSize: `calc(var(--way) * ${ways.length})` }}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {/* The busiest last: what goes lies over what was stopped. */}
      {ways
        .map((way, index) => {
          const y = (index + 0.5) * ROW;
          const end = way.stopped ? STOP : WIDTH - 8;
          return (
            <g key={`${way.to} ${way.stopped}`} class={way.stopped ? 'is-stopped' : ''}>
              <path
                class="way-curve"
                d={`M0 ${height / 2}C${end / 2} ${height / 2} ${end / 2} ${y} ${end} ${y}`}
                stroke-width={thickness(way.count)}
              />
              <path
                class="way-trunk"
                d={`M32 -28V${y - 18}Q32 ${y} 46 ${y}H${end}`}
                stroke-width={thickness(way.count)}
              />
              {way.stopped ? (
                <path class="way-bar" d={`M${STOP} ${y - 13}v26`} stroke-width={5} />
              ) : (
                <path class="way-end" d={`M${end} ${y}h.01`} stroke-width={10} />
              )}
            </g>
          );
        })
        .toReversed()}
    </svg>
  );
}
