// The transfer room: where a deal over this cell stands, who must act next, what goes and what stays, and how it changes
// hands. Operators carry signed files in; auditors read.

import { useEffect, useState } from 'preact/hooks';
import type { DealSummary } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { usePolled } from '../border/use-polled.ts';
import { dateTimeText, timeText } from '../desk/when.ts';
import { Segments } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { NoPage } from '../shell/no-page.tsx';
import { Acts } from './acts.tsx';
import { Bidders, Mediator } from './bidders.tsx';
import { Certificate } from './certificate.tsx';
import { useNow } from './clock.tsx';
import { Cutover } from './cutover.tsx';
import { InventoryPicture } from './inventory-picture.tsx';
import { OutRoom } from './out-room.tsx';
import { PathPicture } from './path-picture.tsx';
import { RecordList } from './record-list.tsx';
import { TakeAct } from './take-act.tsx';
import { useRoom, type As } from './use-room.ts';
import { WhoNext } from './who-next.tsx';
import '../settings/settings.css';
import '../border/border.css';
import './transfer.css';
import './certificate.css';

const PLACES = ['path', 'inventory', 'acts', 'cutover', 'certificate'] as const;
type Place = (typeof PLACES)[number];
/** Deals are opened once in years. */
const LIST_MS = 60_000;

export function TransferScreen() {
  const { t } = useApp();
  const { value, failure, reload } = usePolled<{ items: DealSummary[] }>(
    '/v1/handover/deals',
    LIST_MS,
  );
  const [picked, setPicked] = useState('');
  if (value === null)
    return failure === null ? (
      <div class="screen">
        <div class="bone bone-title" />
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      </div>
    ) : (
      <NoPage
        failure={failure}
        closed={{ title: t('border.closedTitle'), text: t('transfer.closedToOthers') }}
        path="/transfer"
        onRetry={reload}
      />
    );
  const deal = picked === '' ? value.items[0]?.deal : picked;
  return (
    <div class="screen transfer-page">
      <header class="border-head">
        <div>
          <h1>{t('transfer.title')}</h1>
          <p class="soft">{t('transfer.lead')}</p>
        </div>
        {value.items.length > 1 && (
          <DealPicker items={value.items} deal={deal ?? ''} onPick={setPicked} />
        )}
      </header>
      {deal === undefined ? <NoDeal onOpened={reload} /> : <Deal key={deal} deal={deal} />}
    </div>
  );
}

interface PickerProps {
  items: readonly DealSummary[];
  deal: string;
  onPick: (deal: string) => void;
}

function DealPicker({ items, deal, onPick }: PickerProps) {
  const { t, locale } = useApp();
  return (
    <label class="field deal-picker">
      <span>{t('transfer.deal')}</span>
      <select value={deal} onChange={(event) => onPick(event.currentTarget.value)}>
        {items.map((one) => {
          const end = endOf(one.step);
          return (
            <option key={one.deal} value={one.deal}>
              {`${dateTimeText(one.openedAtMs, locale)} · ${t(`transferEnd.${end}`)}`}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function endOf(step: DealSummary['step']): 'closed' | 'aborted' | 'open' {
  return step === 'closed' || step === 'aborted' ? step : 'open';
}

function NoDeal({ onOpened }: { onOpened: () => void }) {
  const { t, viewer } = useApp();
  const may = viewer?.roles.some((role) => role === 'operator' || role === 'admin') === true;
  return (
    <>
      <section class="no-deal">
        <Icon name="handover" />
        <h2>{t('transfer.noDeal')}</h2>
        <p>{t('transfer.noDealText')}</p>
        {may && <code class="command">npx jhalak handover new PARTIES.json --out open.json</code>}
      </section>
      {may && <TakeAct room={null} given={null} onTaken={onOpened} />}
    </>
  );
}

function Deal({ deal }: { deal: string }) {
  const [as, setAs] = useState<As>('seller');
  const [place, setPlace] = useState<Place>('path');
  /** From the seller's view: it knows everybody. */
  const [everybody, setEverybody] = useState<readonly (readonly [As, string])[]>([]);
  return (
    <RoomOf
      key={as}
      {...{ deal, as, place, everybody }}
      onAs={setAs}
      onPlace={setPlace}
      onKnown={setEverybody}
    />
  );
}

interface RoomOfProps {
  deal: string;
  as: As;
  place: Place;
  everybody: readonly (readonly [As, string])[];
  onAs: (as: As) => void;
  onPlace: (place: Place) => void;
  onKnown: (everybody: readonly (readonly [As, string])[]) => void;
}

function RoomOf({ deal, as, place, everybody, onAs, onPlace, onKnown }: RoomOfProps) {
  const { t, locale } = useApp();
  const { value: room, failure, seenMs, aheadMs, reload } = useRoom(deal, as);
  useEffect(() => {
    if (room?.view.as === 'seller') onKnown(onlookersOf(room));
  }, [room]);
  const asSeller = as === 'seller';
  return (
    <>
      {room !== null && failure !== null && (
        <p class="border-stale" role="alert">
          <Icon name="offline" />
          {t('border.stale', { time: timeText(seenMs, locale) })}
        </p>
      )}
      {everybody.length > 0 && <AsSwitch as={as} everybody={everybody} onAs={onAs} />}
      <Segments
        label={t('transfer.show')}
        value={place}
        choices={PLACES.filter((one) => one !== 'cutover' || changesHands(room)).map(
          (one) => [one, t(`transferPlace.${one}`)] as const,
        )}
        onChange={onPlace}
      />
      {room === null ? (
        failure === null ? (
          <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
        ) : (
          <NoPage
            failure={failure}
            closed={{ title: t('border.closedTitle'), text: t('transfer.closedToOthers') }}
            path="/transfer"
            onRetry={reload}
          />
        )
      ) : room.view.out ? (
        <OutRoom room={room} />
      ) : !asSeller && (place === 'acts' || place === 'certificate') ? (
        <p class="outside-none">{t('transfer.onlyWhole')}</p>
      ) : (
        <Shown {...{ room, deal, as, place, aheadMs }} onTaken={reload} />
      )}
    </>
  );
}

function hasBidders({ view: { kind } }: DealRoom): boolean {
  return kind === 'sale' || kind === 'restructure';
}

/** Nobody else goes on where it is held, or ends. */
function changesHands(room: DealRoom | null): boolean {
  return room === null || room.view.out || room.path.includes('takeover');
}

function onlookersOf(room: DealRoom): (readonly [As, string])[] {
  const { names = {}, bidders } = room.view;
  const sides = (['seller', 'region', 'export', 'mediator'] as const).flatMap((side) => {
    const name = names[side];
    return name === undefined ? [] : [[side, name] as const];
  });
  return [...sides, ...bidders.map(({ id, name }) => [`bidder:${id}`, name] as const)];
}

interface AsSwitchProps {
  as: As;
  everybody: readonly (readonly [As, string])[];
  onAs: (as: As) => void;
}

function AsSwitch({ as, everybody, onAs }: AsSwitchProps) {
  const { t } = useApp();
  return (
    <div class="as-switch">
      <label class="field">
        <span>{t('transfer.as')}</span>
        <select value={as} onChange={(event) => onAs(event.currentTarget.value)}>
          {everybody.map(([code, name]) => (
            <option key={code} value={code}>
              {`${name} (${t(`transferSide.${(code.split(':')[0] ?? 'seller') as 'seller'}`)})`}
            </option>
          ))}
        </select>
      </label>
      {as !== 'seller' && (
        <p class="soft">
          <Icon name="hide" />
          {t('transfer.asText')}
        </p>
      )}
    </div>
  );
}

interface ShownProps {
  room: DealRoom;
  deal: string;
  as: As;
  place: Place;
  aheadMs: number;
  onTaken: () => void;
}

function Shown({ room, deal, as, place, aheadMs, onTaken }: ShownProps) {
  const nowMs = useNow(aheadMs);
  switch (place) {
    case 'path':
      return (
        <div class="path-place">
          <WhoNext room={room} nowMs={nowMs} />
          <div>
            <PathPicture room={room} nowMs={nowMs} />
            <RecordList room={room} />
          </div>
          <div>
            {hasBidders(room) && <Bidders room={room} nowMs={nowMs} />}
            <Mediator room={room} />
          </div>
        </div>
      );
    case 'inventory':
      return <InventoryPicture deal={deal} as={as} frozen={room.view.inventory} />;
    case 'acts':
      return <Acts room={room} aheadMs={aheadMs} onTaken={onTaken} />;
    case 'cutover':
      return <Cutover room={room} nowMs={nowMs} />;
    case 'certificate':
      return <Certificate room={room} />;
  }
}
