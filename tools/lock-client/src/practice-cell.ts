// A cell to practise with, in memory and without a network: it signs what a phone must take, and everything that a phone must
// refuse. For the self-test, and for engineers who build a lock screen before they have a key.

import {
  KEYS_TYPE,
  KILL_TYPE,
  PACK_TYPE,
  RECEIPT_TYPE,
  type KillList,
  type LockCard,
  type LockKeySet,
  type LockKeyStatement,
  type LockPack,
  type ReceiptBody,
  type SignedJson,
} from '@jhalak/contracts/lock';

const DAY_MS = 86_400_000;
const PICTURE = new TextEncoder().encode('a picture of sixteen bytes, or so');

type LockKey = LockKeySet['keys'][number];
type Headers = Readonly<Record<string, string>>;
interface Answer {
  status: number;
  json?: unknown;
  bytes?: Uint8Array<ArrayBuffer>;
  etag?: string;
}

export class PracticeCell {
  /** What it says next; change it as the case wants. */
  pack: LockPack;
  kill: KillList;
  /** Every call that came, as `METHOD path`. */
  readonly calls: string[] = [];
  readonly events: unknown[] = [];
  /** False: nothing answers. */
  online = true;
  /** Stands between it and the client: what a hostile line would change. */
  tamper: ((path: string, answer: Answer) => Answer) | undefined;
  /** How its key follows from those before; see `follow`. */
  statements: LockKeyStatement[] = [];
  readonly #nowMs: () => number;
  readonly #pair: CryptoKeyPair;
  readonly #key: LockKey;

  private constructor(nowMs: () => number, pair: CryptoKeyPair, key: LockKey, card: LockCard) {
    this.#nowMs = nowMs;
    this.#pair = pair;
    this.#key = key;
    const signed = { format: 1 as const, cell: 'practice', region: 'in' };
    const issuedAtMs = nowMs();
    const dated = { version: 1, issuedAtMs, expiresAtMs: issuedAtMs + DAY_MS };
    this.kill = { ...signed, ...dated, cards: [], allDark: false };
    this.pack = {
      ...signed,
      ...dated,
      pack: '00000000-0000-7000-8000-00000000000a',
      language: 'hi',
      kind: 'contextual',
      killVersion: 1,
      bytes: PICTURE.length,
      cards: [card, { ...card, id: '00000000-0000-7000-8000-000000000002', slot: 'slot-2' }],
    };
  }

  /** @param kid of its key; another cell that calls its own key the same is still another cell. */
  static async open(nowMs: () => number, kid = 'practice-1'): Promise<PracticeCell> {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ]);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const key: LockKey = { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' };
    return new PracticeCell(nowMs, pair, key, await cardOf(nowMs()));
  }

  /** In the place of `fetch`. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const path = new URL(url).pathname;
    const method = init.method ?? 'GET';
    this.calls.push(`${method} ${path}`);
    if (!this.online) throw new TypeError('no network');
    const headers = (init.headers ?? {}) as Headers;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const right = await this.#answer(path, headers, body);
    const { status, json, bytes, etag } = this.tamper?.(path, right) ?? right;
    const content = json === undefined ? (bytes ?? null) : JSON.stringify(json);
    return new Response(content, {
      status,
      headers: {
        'content-type': json === undefined ? 'image/webp' : 'application/json',
        ...(etag === undefined ? {} : { etag }),
      },
    });
  };

  async #answer(path: string, headers: Headers, body: unknown): Promise<Answer> {
    if (path === '/lock/v1/keys')
      return { status: 200, json: { keys: [this.#key], statements: this.statements } };
    if (path === '/lock/v1/receipts')
      return { status: 201, json: await this.#receipt(body as ReceiptBody) };
    if (path === '/lock/v1/kill') return await this.#dated(KILL_TYPE, this.kill, headers);
    if (path.startsWith('/lock/v1/packs/')) return await this.#dated(PACK_TYPE, this.pack, headers);
    if (path.endsWith('/files/1')) return { status: 200, bytes: PICTURE };
    if (path !== '/lock/v1/events') return { status: 404, json: { code: 'not_found' } };
    const { events } = body as { events: unknown[] };
    this.events.push(...events);
    return { status: 202, json: { results: events.map(() => ({ ok: true })) } };
  }

  async #receipt({ device, ...answer }: ReceiptBody): Promise<SignedJson> {
    return await this.sign(RECEIPT_TYPE, {
      format: 1,
      receipt: '00000000-0000-7000-8000-0000000000ff',
      cell: this.pack.cell,
      device,
      ...answer,
      issuedAtMs: this.#nowMs(),
    });
  }

  async #dated(type: string, payload: LockPack | KillList, headers: Headers): Promise<Answer> {
    const etag = `"${payload.version}"`;
    if (headers['if-none-match'] === etag) return { status: 304 };
    return { status: 200, json: await this.sign(type, payload), etag };
  }

  /** Its key follows from the other's, by the word of both. */
  async follow(former: PracticeCell): Promise<void> {
    const { kid, kty, crv, x, y } = this.#key;
    const said = {
      ...{ format: 1, cell: this.pack.cell, from: former.#key.kid },
      ...{ to: { kid, kty, crv, x, y }, issuedAtMs: this.#nowMs() },
    };
    const words = [await former.sign(KEYS_TYPE, said), await this.sign(KEYS_TYPE, said)] as const;
    const [{ payload }] = words;
    const signatures = words.map(({ protected: head, signature }) => ({
      protected: head,
      signature,
    }));
    this.statements = [...former.statements, { payload, signatures }];
  }

  /** @returns anything, signed by its key. */
  async sign(type: string, payload: object): Promise<SignedJson> {
    const head = encoded({ alg: 'ES256', kid: this.#key.kid, typ: type });
    const text = encoded(payload);
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#pair.privateKey,
      new TextEncoder().encode(`${head}.${text}`),
    );
    return { protected: head, payload: text, signature: base64url(new Uint8Array(signature)) };
  }
}

async function cardOf(nowMs: number): Promise<LockCard> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', PICTURE));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    id: '00000000-0000-7000-8000-000000000001',
    kind: 'story',
    slot: 'slot-1',
    language: 'hi',
    genre: 'news',
    age: 'all',
    headline: 'A card to practise with',
    summary: 'It tells of nothing.',
    attribution: ['The practice cell'],
    open: '/stories/1',
    picture: {
      focus: { x: 0.5, y: 0.5 },
      thumbhash: '',
      alternative: 'Nothing',
      file: {
        url: '/lock/v1/cards/1/files/1',
        type: 'image/webp',
        widthPx: 1,
        heightPx: 1,
        bytes: PICTURE.length,
        sha256,
      },
    },
    reason: { code: 'new', text: 'New' },
    fromMs: nowMs - DAY_MS,
    untilMs: nowMs + 10 * DAY_MS,
    propensity: 1,
  };
}

const encoded = (value: unknown): string =>
  base64url(new TextEncoder().encode(JSON.stringify(value)));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
