// The reference client of the lock screen: all that a phone has to do, and nothing else. No packages: fetch, WebCrypto and a
// place to keep things; runs in Node 24 and in browsers as it is. It fails dark: what is missing, too old or not signed
// shows nothing. Without a person's yes on record no card is shown and no call is made. Types: lock-client.d.mts.

const DAY_MS = 86_400_000;
/** A clock this far behind what a cell signed is wrong: nothing that depends on time can be believed. */
const CLOCK_SLACK_MS = 300_000;
/** The contract asks for a new pseudonym at least once a week. */
const PSEUDONYM_LIFE_MS = 7 * DAY_MS;
const REPLY_BYTES_MAX = 600_000;
const WAITING_EVENTS_MAX = 500;
const BATCH_MAX = 100;
const TIMEOUT_MS = 20_000;
const TYPES = { kill: 'jhalak-lock-kill+json', pack: 'jhalak-lock-pack+json' };
const RECEIPT_TYPE = 'jhalak-lock-receipt+json';
const KEYS_TYPE = 'jhalak-lock-keys+json';
const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NEW = { keys: [], floors: { kill: -1, pack: 0 }, highestMs: 0, seq: {}, waiting: [] };

export class LockClient {
  #options;
  #store;
  #now;
  #turn = Promise.resolve();
  constructor(options) {
    this.#options = { width: 720, format: 'avif', fetch: globalThis.fetch, ...options };
    this.#store = options.store;
    this.#now = options.nowMs ?? (() => Date.now());
  }

  /** The person said yes below the notice. @returns whether the cell's receipt came; without it nothing is shown. */
  async yes({ version, language }) {
    return await this.#inTurn(async () => {
      await this.#change(() => ({ consent: { version, language, ...this.#freshName() } }));
      return await this.#fetchReceipt();
    });
  }

  /** One tap off: all is forgotten before anybody is told. @param tell whether the cell hears of it, in one last call. */
  async off({ tell = true } = {}) {
    await this.#inTurn(async () => {
      const { consent, floors, highestMs } = await this.#state();
      for (const name of await this.#store.names()) await this.#store.remove(name);
      // Versions never go back, also not after off and on.
      await this.#store.put('state', { ...NEW, floors, highestMs });
      if (!consent?.receipt || !tell) return;
      const body = { ...answer(consent), granted: false, counter: consent.counter + 1 };
      await this.#ask('POST', '/lock/v1/receipts', { body });
    });
  }

  /** Kill list, pack, files, events: every 45 s while lit, every 15 min else. No call while off. */
  async sync() {
    return await this.#inTurn(async () => {
      const sent = await this.#renameWeekly();
      const { consent } = await this.#state();
      if (!consent || (!consent.receipt && !(await this.#fetchReceipt())))
        return { kill: 'none', pack: 'none', files: 0, events: 0 };
      const { region, language, width, format, token } = this.#options;
      const query = `width=${width}&format=${format}${token ? '' : '&kind=contextual'}`;
      const kill = await this.#fetch('kill', '/lock/v1/kill');
      const pack = await this.#fetch(
        'pack',
        `/lock/v1/packs/${region}/${language}/current?${query}`,
      );
      const files = await this.#fetchFiles();
      return { kill, pack, files, events: sent + (await this.#sendEvents()) };
    });
  }

  /** What may be on the screen now: asked at each lighting up, answered from what is kept, without network. */
  async show() {
    const state = await this.#state();
    const nowMs = this.#now();
    if (!state.consent?.receipt) return { dark: 'off' };
    if (!state.pack) return { dark: 'no_pack' };
    const pack = await open(state.pack.signed, TYPES.pack, state.keys);
    if (!pack) return { dark: 'unverified' };
    if (nowMs < state.highestMs - CLOCK_SLACK_MS) return { dark: 'clock' };
    if (endOf(pack) <= nowMs) return { dark: 'expired' };
    const kill = await open(state.kill?.signed, TYPES.kill, state.keys);
    if (!kill || endOf(kill) <= nowMs || kill.version < pack.killVersion)
      return { dark: 'kill_list_old' };
    if (kill.allDark) return { dark: 'all_dark' };
    const lives = ({ fromMs, untilMs }) => fromMs <= nowMs && untilMs > nowMs;
    // Nobody's age is known behind a contextual pack.
    const fits = ({ age }) => age === 'all' || pack.kind === 'personal';
    const cards = pack.cards.filter(
      (one) => !kill.cards.includes(one.id) && lives(one) && fits(one),
    );
    return cards.length === 0 ? { dark: 'empty' } : { cards };
  }

  /** @returns a picture's bytes as they were signed for; undefined where they have not come. */
  async file({ sha256 }) {
    return await this.#store.get(`file/${sha256}`);
  }

  /** Something happened with a card on the screen; it waits until the network takes it. */
  async happened(event) {
    await this.#inTurn(() =>
      this.#change(({ consent, seq, waiting }) => {
        if (!consent?.receipt) return {};
        const name = `${event.type} ${event.slot}`;
        const told = { ...event, seq: seq[name] ?? 0, at: this.#now() };
        const now = [...waiting, told].slice(-WAITING_EVENTS_MAX);
        return { waiting: now, seq: { ...seq, [name]: told.seq + 1 } };
      }),
    );
  }

  #freshName() {
    const device = base64url(crypto.getRandomValues(new Uint8Array(16)));
    return { device, counter: 1, mintedAtMs: this.#now(), receipt: undefined };
  }

  async #renameWeekly() {
    const { consent } = await this.#state();
    if (!consent || this.#now() - consent.mintedAtMs < PSEUDONYM_LIFE_MS) return 0;
    // Events of the old name go first: they belong to its receipt.
    const sent = await this.#sendEvents();
    const renamed = { ...consent, ...this.#freshName() };
    await this.#change(() => ({ waiting: [], seq: {}, consent: renamed }));
    return sent;
  }

  async #fetchReceipt() {
    const { consent } = await this.#state();
    const body = { ...answer(consent), granted: true, counter: consent.counter };
    const reply = await this.#ask('POST', '/lock/v1/receipts', { body });
    const told = await this.#open(reply?.json, RECEIPT_TYPE);
    // It must answer this very question: another device's yes, or an older one, is none.
    if (!told || Object.keys(body).some((name) => told[name] !== body[name])) return false;
    const { receipt, cell, issuedAtMs: highestMs } = told;
    await this.#change(() => ({ highestMs, consent: { ...consent, receipt, cell } }));
    return true;
  }

  async #fetch(what, path) {
    const { [what]: kept } = await this.#state();
    const old = await this.#open(kept?.signed, TYPES[what]);
    // Unchanged does not live longer for being unchanged: past half its life it is asked for whole.
    const young = old && this.#now() - old.issuedAtMs < DAY_MS / 2;
    const reply = await this.#ask('GET', path, { etag: young ? kept.etag : '' });
    if (reply?.status === 304) return 'unchanged';
    if (reply?.status !== 200) return 'none';
    const fresh = await this.#open(reply.json, TYPES[what]);
    if (!fresh) return 'unverified';
    const refusal = this.#refusalOf(what, fresh, old, await this.#state());
    if (refusal) return refusal;
    await this.#change(({ floors, highestMs }) => ({
      highestMs: Math.max(highestMs, fresh.issuedAtMs),
      floors: { ...floors, [what]: fresh.version },
      [what]: { signed: reply.json, etag: reply.etag },
    }));
    return 'taken';
  }

  /** @returns why what is well signed is not taken all the same; undefined when it is. */
  #refusalOf(what, fresh, old, { consent, floors }) {
    if (fresh.cell !== consent.cell || fresh.region !== this.#options.region) return 'other_cell';
    if (what === 'pack' && fresh.language !== this.#options.language) return 'other_channel';
    if (fresh.version < floors[what]) return 'older';
    if (fresh.version === old?.version && fresh.issuedAtMs < old.issuedAtMs) return 'older';
    if (endOf(fresh) <= this.#now()) return 'expired';
    return what === 'pack' && fresh.killVersion > floors.kill ? 'kill_list_older' : undefined;
  }

  /** Fetches pictures that are not here, forgets those that no card has. One that is not as signed is left away. */
  async #fetchFiles() {
    const { pack, keys } = await this.#state();
    const { cards = [] } = (await open(pack?.signed, TYPES.pack, keys)) ?? {};
    const files = cards.flatMap(({ picture }) => (picture ? [picture.file] : []));
    const wanted = new Map(files.map((file) => [`file/${file.sha256}`, file]));
    const here = (await this.#store.names()).filter((name) => name.startsWith('file/'));
    for (const name of here) if (!wanted.has(name)) await this.#store.remove(name);
    let count = 0;
    for (const [name, file] of wanted) {
      // Never to another host, whatever was signed.
      if (here.includes(name) || !/^\/(?![/\\])/.test(file.url)) continue;
      const reply = await this.#ask('GET', file.url, { bytesMax: file.bytes });
      if (reply?.status !== 200 || (await sha256Of(reply.bytes)) !== file.sha256) continue;
      await this.#store.put(name, reply.bytes);
      count += 1;
    }
    return count;
  }

  async #sendEvents() {
    let count = 0;
    for (let batch = 0; batch < WAITING_EVENTS_MAX / BATCH_MAX; batch += 1) {
      const { consent, waiting } = await this.#state();
      const events = waiting.slice(0, BATCH_MAX);
      if (events.length === 0 || !consent?.receipt) break;
      const { device, receipt } = consent;
      const body = { device, consent: this.#options.token !== undefined, receipt, events };
      const reply = await this.#ask('POST', '/lock/v1/events', { body });
      // No answer, or come again later: they wait. Any other refusal would be the same next time.
      if (!reply || reply.status === 429 || reply.status >= 500) break;
      await this.#change((now) => ({ waiting: now.waiting.slice(events.length) }));
      if (reply.status === 202) count += events.length;
    }
    return count;
  }

  /** Opens with the keys that are kept; fetches the key set where it does not have the key. */
  async #open(signed, type) {
    const { keys: known } = await this.#state();
    const { kid } = headerOf(signed) ?? {};
    if (kid === undefined || known.some((key) => key.kid === kid))
      return await open(signed, type, known);
    const { keys: given, statements } = (await this.#ask('GET', '/lock/v1/keys'))?.json ?? {};
    if (!Array.isArray(given)) return undefined;
    const keys = await following(known, given, statements);
    if (keys.length === 0) return undefined;
    await this.#change(() => ({ keys }));
    return await open(signed, type, keys);
  }

  /** @returns undefined without network, and for what cannot be read: the same to a phone. */
  async #ask(method, path, { body, etag, bytesMax = REPLY_BYTES_MAX } = {}) {
    const { origin, brand, token, fetch } = this.#options;
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(etag && { 'if-none-match': etag }),
      ...(brand && { 'jhalak-brand': brand }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const sent = { method, headers, redirect: 'error', signal, body: body && JSON.stringify(body) };
    try {
      const reply = await fetch(origin + path, sent);
      if (Number(reply.headers.get('content-length') ?? 0) > bytesMax) return undefined;
      const bytes = new Uint8Array(await reply.arrayBuffer());
      if (bytes.length > bytesMax) return undefined;
      const isJson = reply.headers.get('content-type')?.includes('json') && bytes.length > 0;
      const json = isJson ? JSON.parse(textOf(bytes)) : undefined;
      return { status: reply.status, etag: reply.headers.get('etag') ?? '', bytes, json };
    } catch {
      return undefined;
    }
  }

  async #state() {
    return (await this.#store.get('state')) ?? NEW;
  }

  async #change(change) {
    const state = await this.#state();
    await this.#store.put('state', { ...state, ...change(state) });
  }

  /** One thing at a time: two that change what is kept would lose one another's changes. */
  async #inTurn(work) {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return await mine;
  }
}

/** Keys of a set that are known, or follow from known ones by their own word: those of a former owner never come back. */
async function following(known, given, statements) {
  if (known.length === 0) return given;
  const trusted = [...known];
  for (const { payload, signatures } of Array.isArray(statements) ? statements : []) {
    const [former, next] = (signatures ?? []).map((one) => ({ payload, ...one }));
    const said = await open(former, KEYS_TYPE, trusted);
    if (said?.to && (await open(next, KEYS_TYPE, [said.to]))) trusted.push(said.to);
  }
  const same = (one, other) => one.kid === other.kid && one.x === other.x && one.y === other.y;
  return given.filter((one) => trusted.some((other) => same(one, other)));
}

/** Opens a JWS. Nothing of the payload is read before its signature is good. @returns undefined for anything else. */
export async function open(signed, type, keys) {
  const { alg, typ, kid } = headerOf(signed) ?? {};
  const key = keys.find((one) => one.kid === kid);
  if (alg !== 'ES256' || typ !== type || !key) return undefined;
  const { protected: head, payload, signature } = signed;
  const { kty, crv, x, y } = key;
  try {
    const jwk = { kty, crv, x, y };
    const verifier = await crypto.subtle.importKey('jwk', jwk, ES256, false, ['verify']);
    const text = new TextEncoder().encode(`${head}.${payload}`);
    const good = await crypto.subtle.verify(ES256, verifier, bytesOf(signature), text);
    return good ? JSON.parse(textOf(bytesOf(payload))) : undefined;
  } catch {
    return undefined;
  }
}

function headerOf(signed) {
  try {
    return JSON.parse(textOf(bytesOf(signed.protected)));
  } catch {
    return undefined;
  }
}

const answer = ({ device, version: noticeVersion, language: noticeLanguage }) => {
  return { device, noticeVersion, noticeLanguage };
};
/** The end that it names, and never later than a day after its issue. */
const endOf = ({ issuedAtMs, expiresAtMs }) => Math.min(expiresAtMs, issuedAtMs + DAY_MS);
const textOf = (bytes) => new TextDecoder().decode(bytes);
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
const base64url = (bytes) => {
  const letters = { '+': '-', '/': '_', '=': '' };
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (one) => letters[one]);
};
async function sha256Of(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
