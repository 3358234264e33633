// A small cell for tests of the device: real keys, real signatures, the contract's answers; no HTTP, no database. It can be
// told to answer wrongly, as somebody between it and the device might.

import { createHash } from 'node:crypto';
import type {
  KillList,
  LockCard,
  LockEventsBody,
  LockPack,
  LockReceipt,
  ReceiptBody,
  SignedJson,
} from '@jhalak/contracts/lock';
import { KILL_LIFE_MS, KILL_TYPE, PACK_LIFE_MS, PACK_TYPE, RECEIPT_TYPE } from './bounds.ts';
import type { LineReply, LineRequest, LockLine } from './line.ts';
import type { LockKey } from './signed.ts';

export const CELL = 'cell-in-1';

/** What somebody in between does with packs and kill lists. */
export type Meddling =
  | 'none'
  | 'payload'
  | 'signature'
  | 'strange_key'
  | 'other_type'
  | 'no_algorithm'
  | 'older'
  | 'expired'
  | 'other_cell'
  | 'long_life';

const WELL_SIGNED: ReadonlySet<Meddling> = new Set([
  'older',
  'expired',
  'other_cell',
  'long_life',
] as const);

interface SigningKey {
  pair: CryptoKeyPair;
  key: LockKey;
}

/** A request as it came, and what was answered. */
export interface Call {
  request: LineRequest;
  status: number;
}

export async function makeKey(kid: string): Promise<SigningKey> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(curve, true, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { pair, key: { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' } };
}

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

export async function sign(
  { pair, key }: SigningKey,
  typ: string,
  payload: unknown,
  alg = 'ES256',
): Promise<SignedJson> {
  const head = encoded({ alg, kid: key.kid, typ });
  const body = encoded(payload);
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    pair.privateKey,
    Buffer.from(`${head}.${body}`),
  );
  return {
    protected: head,
    payload: body,
    signature: Buffer.from(signature).toString('base64url'),
  };
}

export class FixtureCell {
  readonly #nowMs: () => number;
  #keys: SigningKey[] = [];
  #strange: SigningKey | undefined;
  #ids = 0;
  /** Packs by version, as they were issued. */
  readonly packs: LockPack[] = [];
  readonly killed = new Set<string>();
  #killVersion = 0;
  allDark = false;
  /** Files by digest. */
  readonly files = new Map<string, Buffer>();
  readonly receipts: LockReceipt[] = [];
  readonly events: LockEventsBody[] = [];
  readonly calls: Call[] = [];
  meddling: Meddling = 'none';
  online = true;
  /** Runs after a request came and before it is answered. */
  between: (request: LineRequest) => Promise<void> = () => Promise.resolve();
  /** Told of what truly reached the device. */
  onPack: (pack: LockPack) => void = () => undefined;
  onKill: (list: KillList) => void = () => undefined;
  onReceipt: (receipt: LockReceipt) => void = () => undefined;
  /** A pack or kill list with a good signature, whatever else may be wrong with it. */
  onSigned: (issuedAtMs: number) => void = () => undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  id(): string {
    this.#ids += 1;
    return `019a0000-0000-7000-8000-${String(this.#ids).padStart(12, '0')}`;
  }

  /** A new key signs from now on; with `forget`, the older ones are no longer believed. */
  async rotate(forget = false): Promise<void> {
    const key = await makeKey(`key-${this.id()}`);
    this.#keys = forget ? [key] : [key, ...this.#keys].slice(0, 4);
  }

  async open(): Promise<this> {
    await this.rotate();
    this.#strange = await makeKey('strange');
    return this;
  }

  /** Issues a pack of as many cards, each with a picture of a few bytes. */
  newPack(cardCount: number, part: Partial<LockCard> = {}): LockPack {
    const cards = Array.from({ length: cardCount }, () => this.#card(part));
    const pack: LockPack = {
      format: 1,
      pack: this.id(),
      cell: CELL,
      region: 'in',
      language: 'hi',
      kind: 'contextual',
      version: this.packs.length + 1,
      issuedAtMs: this.#nowMs(),
      expiresAtMs: this.#nowMs() + PACK_LIFE_MS,
      killVersion: this.#killVersion,
      bytes: cards.reduce((sum, card) => sum + (card.picture?.file.bytes ?? 0), 0),
      cards,
    };
    this.packs.push(pack);
    return pack;
  }

  kill(card: string): void {
    this.killed.add(card);
    this.#killVersion += 1;
  }

  darken(allDark: boolean): void {
    this.allDark = allDark;
    this.#killVersion += 1;
  }

  killList(): KillList {
    return {
      format: 1,
      cell: CELL,
      region: 'in',
      version: this.#killVersion,
      issuedAtMs: this.#nowMs(),
      expiresAtMs: this.#nowMs() + KILL_LIFE_MS,
      cards: [...this.killed],
      allDark: this.allDark,
    };
  }

  /** As the device's parts want it. */
  readonly line: LockLine = async (request) => {
    const call = { request, status: 0 };
    this.calls.push(call);
    // The request is on its way: whatever happens next happens in another step.
    await Promise.resolve();
    await this.between(request);
    if (!this.online) return null;
    const reply = await this.#answer(request);
    call.status = reply.status;
    return reply.bytes.length > request.maxBytes ? null : reply;
  };

  async #answer(request: LineRequest): Promise<LineReply> {
    const path = request.path.split('?')[0] ?? '';
    if (path === '/lock/v1/keys') return json({ keys: this.#keys.map(({ key }) => key) });
    if (path === '/lock/v1/kill') return await this.#kill(request);
    if (path === '/lock/v1/receipts') return await this.#receipt(request.body as ReceiptBody);
    if (path === '/lock/v1/events') {
      const body = request.body as LockEventsBody;
      this.events.push(body);
      return json({ results: body.events.map(() => ({ ok: true })) }, 202);
    }
    if (path === '/lock/v1/packs/in/hi/current') return await this.#pack(request);
    const file = this.files.get(path.split('/').at(-1) ?? '');
    if (file === undefined) return json({ code: 'not_found' }, 404);
    const bytes = this.meddling === 'payload' ? Buffer.from(file).reverse() : file;
    return { status: 200, etag: null, bytes: new Uint8Array(bytes) };
  }

  async #kill(request: LineRequest): Promise<LineReply> {
    const list = this.killList();
    const etag = `kill-${list.version}`;
    if (this.meddling !== 'none') {
      const older = { ...list, version: list.version - 1 };
      // Whoever knows of no newer one has to believe it.
      if (this.meddling === 'older' && older.version >= 0) this.onKill(older);
      return json(await this.#meddled(KILL_TYPE, list, older));
    }
    if (request.etag === etag) return { status: 304, etag, bytes: new Uint8Array() };
    this.onKill(list);
    return json(await this.#signed(KILL_TYPE, list), 200, etag);
  }

  async #pack(request: LineRequest): Promise<LineReply> {
    const pack = this.packs.at(-1);
    if (pack === undefined) return json({ code: 'not_found' }, 404);
    if (this.meddling !== 'none') {
      const older = this.packs.at(-2) ?? pack;
      if (this.meddling === 'older') this.onPack(older);
      return json(await this.#meddled(PACK_TYPE, pack, older));
    }
    if (request.etag === pack.pack)
      return { status: 304, etag: pack.pack, bytes: new Uint8Array() };
    this.onPack(pack);
    return json(await this.#signed(PACK_TYPE, pack), 200, pack.pack);
  }

  async #receipt(body: ReceiptBody): Promise<LineReply> {
    const receipt: LockReceipt = {
      format: 1,
      receipt: this.id(),
      cell: CELL,
      ...body,
      issuedAtMs: this.#nowMs(),
    };
    this.receipts.push(receipt);
    // Receipts have no end that one could meddle with; and a first receipt is what tells the device its cell.
    const endless = ['expired', 'long_life', 'other_cell'].includes(this.meddling);
    const before = this.receipts.find((one) => one.granted && one !== receipt);
    if (this.meddling !== 'none' && !endless && (this.meddling !== 'older' || before))
      return json(await this.#meddled(RECEIPT_TYPE, receipt, before ?? receipt), 201);
    this.onReceipt(receipt);
    return json(await this.#signed(RECEIPT_TYPE, receipt), 201);
  }

  async #signed(type: string, payload: unknown, alg?: string): Promise<SignedJson> {
    const key = this.#keys[0];
    if (key === undefined) throw new Error('open() first');
    return await sign(key, type, payload, alg);
  }

  /** What a device must refuse. @param older something truly signed, from before. */
  async #meddled<T extends object>(type: string, now: T, older: T): Promise<unknown> {
    const good = await this.#signed(type, now);
    const issued = this.meddling === 'older' ? older : now;
    if (WELL_SIGNED.has(this.meddling) && 'issuedAtMs' in issued && type !== RECEIPT_TYPE)
      this.onSigned(Number(issued.issuedAtMs));
    const strange = this.#strange;
    switch (this.meddling) {
      case 'payload':
        return { ...good, payload: encoded({ ...now, allDark: false, granted: true, bytes: 0 }) };
      case 'signature':
        return { ...good, signature: Buffer.alloc(64, 7).toString('base64url') };
      case 'strange_key':
        return strange === undefined ? good : await sign(strange, type, now);
      case 'other_type':
        return await this.#signed('jhalak-lock-else+json', now);
      case 'no_algorithm':
        return await this.#signed(type, now, 'none');
      case 'older':
        return await this.#signed(type, older);
      case 'expired':
        return await this.#signed(type, { ...now, expiresAtMs: this.#nowMs() - 1 });
      case 'other_cell':
        return await this.#signed(type, { ...now, cell: 'cell-in-2' });
      case 'long_life':
        return await this.#signed(type, { ...now, expiresAtMs: this.#nowMs() + 10 * PACK_LIFE_MS });
      case 'none':
        return good;
    }
  }

  #card(part: Partial<LockCard>): LockCard {
    const id = this.id();
    const file = Buffer.from(`picture of ${id}`);
    const sha256 = createHash('sha256').update(file).digest('hex');
    this.files.set(sha256, file);
    return {
      id,
      kind: 'story',
      slot: `slot-${id}`,
      language: 'hi',
      genre: 'news',
      age: 'all',
      headline: `शीर्षक ${id}`,
      summary: '',
      attribution: ['एक अख़बार'],
      open: `/stories/${id}`,
      picture: {
        focus: { x: 0.5, y: 0.3 },
        thumbhash: 'VggKDYAW6lZvdYd6d2iZh/p4GE/k',
        alternative: '',
        file: {
          url: `/lock/v1/cards/${id}/files/${sha256}`,
          type: 'image/webp',
          widthPx: 360,
          heightPx: 640,
          bytes: file.length,
          sha256,
        },
      },
      reason: { code: 'popular', text: 'बहुत लोग देख रहे हैं' },
      fromMs: 0,
      untilMs: this.#nowMs() + 2 * PACK_LIFE_MS,
      propensity: 1,
      ...part,
    };
  }
}

function json(value: unknown, status = 200, etag: string | null = null): LineReply {
  return { status, etag, bytes: new Uint8Array(Buffer.from(JSON.stringify(value))) };
}
