// People, sides and countries by their names.

import type { DealSide } from '@jhalak/contracts/handover-deal';
import type { DealRoom, RoomParty } from '@jhalak/contracts/handover-room';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';

/** @returns the party of a side, or of one bidder. */
export function partyOf(room: DealRoom, side: DealSide, bidder?: string): RoomParty | undefined {
  return room.parties.find((one) => one.side === side && one.bidder === bidder);
}

/** @returns a person's name; the id where this party does not know them. */
export function personName(room: DealRoom, id: string): string {
  for (const { people } of room.parties) {
    const found = people.find((one) => one.id === id);
    if (found !== undefined) return found.name;
  }
  return id;
}

/** @returns "India"; the code where the browser has no name. */
export function countryName(code: string, locale: InterfaceLanguage): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code.toUpperCase();
  }
}
