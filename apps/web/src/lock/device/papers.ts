// The pack, the kill list and the receipt as they are kept, opened. Each is verified again in every tab and after every
// reload, against the keys that are believed now; within one, once.

import type { KillList, LockPack } from '@jhalak/contracts/lock';
import { KILL_TYPE, PACK_TYPE, RECEIPT_TYPE } from './bounds.ts';
import { answers, receiptOf } from './consent.ts';
import { isKillList, isPack, isReceipt } from './shapes.ts';
import { openSigned, type LockKey } from './signed.ts';
import type { Kept, KeptReceipt, LockState } from './state.ts';
import type { LockStore } from './store.ts';

/** The present pack and kill list, receipts of three pseudonyms, and those that they replace. */
const OPENED_MAX = 8;

interface OpenedPaper {
  payload: unknown;
  key: LockKey;
}

export class Papers {
  readonly #store: LockStore;
  readonly #opened = new Map<string, OpenedPaper>();

  constructor(store: LockStore) {
    this.#store = store;
  }

  /** @returns undefined where none is kept, or it does not verify. */
  async pack(state: LockState): Promise<LockPack | undefined> {
    const payload = await this.#open(state.pack, PACK_TYPE, state.keys?.list ?? []);
    return isPack(payload) ? payload : undefined;
  }

  async kill(state: LockState): Promise<KillList | undefined> {
    const payload = await this.#open(state.kill, KILL_TYPE, state.keys?.list ?? []);
    return isKillList(payload) ? payload : undefined;
  }

  /** @returns whether the newest receipt is a yes that the cell signed for a pseudonym of this device. */
  async receiptHolds(state: LockState): Promise<boolean> {
    const { consent } = state;
    const receipt = receiptOf(state);
    const identity = state.identities.find((one) => one.receipt === receipt);
    if (receipt === null || identity === undefined || consent.kind !== 'on') return false;
    const payload = await this.#verified(receipt);
    const { noticeVersion, noticeLanguage } = consent;
    const { device, counter } = identity;
    const asked = { device, granted: true, counter, noticeVersion, noticeLanguage };
    return isReceipt(payload) && payload.receipt === receipt.id && answers(payload, asked);
  }

  /** A receipt outlives the keys of packs: it is held against the key that it came with. */
  async #verified({ signed, key }: KeptReceipt): Promise<unknown> {
    const known = this.#opened.get(signed.signature);
    if (known !== undefined) return known.payload;
    const opened = await openSigned(signed, RECEIPT_TYPE, [key]);
    return opened.kind === 'ok' ? this.#remember(signed.signature, opened) : undefined;
  }

  async #open(kept: Kept | null, type: string, keys: readonly LockKey[]): Promise<unknown> {
    if (kept === null) return undefined;
    const known = this.#opened.get(kept.signature);
    if (known !== undefined) return isSame(known.key, keys) ? known.payload : undefined;
    const bytes = await this.#store.getThing(kept.signature);
    if (bytes === undefined) return undefined;
    const opened = await openSigned(parsed(bytes), type, keys);
    return opened.kind === 'ok' ? this.#remember(kept.signature, opened) : undefined;
  }

  #remember(signature: string, { payload, key }: OpenedPaper): unknown {
    this.#opened.set(signature, { payload, key });
    const oldest = this.#opened.keys().next().value;
    if (this.#opened.size > OPENED_MAX && oldest !== undefined) this.#opened.delete(oldest);
    return payload;
  }
}

const isSame = (key: LockKey, keys: readonly LockKey[]): boolean =>
  keys.some((one) => one.kid === key.kid && one.x === key.x && one.y === key.y);

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
