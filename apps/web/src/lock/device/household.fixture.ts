// One device and one cell for tests of single rules: a clock that is moved by hand, a yes that has been said.

import assert from 'node:assert/strict';
import { FixtureCell } from './cell.fixture.ts';
import { LockDevice, type LockView } from './device.ts';
import { memoryStore, type LockStore } from './store.ts';
import type { Wishes } from './state.ts';

export const NOTICE = { version: 'notice-1', language: 'hi' };
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const WISHES: Wishes = {
  language: 'hi',
  locale: 'hi',
  widthPx: 360,
  format: 'webp',
  frugal: false,
  dayBytesMax: null,
  loops: false,
  learns: false,
  owner: 'person-1',
};

export interface Household {
  cell: FixtureCell;
  device: LockDevice;
  store: LockStore;
  /** The true time, which the cell knows. */
  nowMs: number;
  /** What the device's clock is wrong by. */
  wrongByMs: number;
  /** The same storage after a reload: another page, nothing in memory. */
  reload(noticeVersion?: string): LockDevice;
  /** How the cell was asked since the last call of this. */
  asked(): string[];
}

/** @returns a device that is off, beside a cell with one pack of four cards. */
export async function household(): Promise<Household> {
  let random = 0;
  const house = { nowMs: Date.UTC(2026, 10, 22, 9), wrongByMs: 0 } as Household;
  house.cell = await new FixtureCell(() => house.nowMs).open();
  house.cell.newPack(4);
  house.store = memoryStore();
  house.reload = (noticeVersion = NOTICE.version) => {
    house.device = new LockDevice({
      store: house.store,
      line: house.cell.line,
      wallMs: () => house.nowMs + house.wrongByMs,
      randomBytes: (count) => Uint8Array.from({ length: count }, () => (random += 1) % 256),
      noticeVersion,
      changed: () => undefined,
    });
    return house.device;
  };
  house.asked = () => house.cell.calls.splice(0).map(({ request }) => request.path);
  await house.reload().wish(WISHES);
  return house;
}

/** The same after a yes and a round: cards show. */
export async function litHousehold(): Promise<Household> {
  const house = await household();
  await house.device.sayYes(NOTICE);
  await house.device.round({ lit: true });
  await cardsOf(house);
  return house;
}

/** @returns the view with cards. @throws where there is another. */
export async function cardsOf({
  device,
}: Household): Promise<Extract<LockView, { kind: 'cards' }>> {
  const view = await device.look();
  assert(view.kind === 'cards', JSON.stringify(view));
  return view;
}

/** Lets time pass, and asks the cell. */
export async function later(house: Household, ms: number): Promise<void> {
  house.nowMs += ms;
  await house.device.round({ lit: true });
}
