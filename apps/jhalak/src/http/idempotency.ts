// A client that lost the reply to a POST that creates something sends it again with the same Idempotency-Key and gets
// that reply; nothing is created twice. (IETF draft-ietf-httpapi-idempotency-key-header.)
//
// Replies carry tokens and recovery codes, which this house stores as hashes only. So a kept reply is sealed under the
// client's key, of which only a keyed hash is stored: without the client it cannot be read.
//
// What it cannot do: a process that dies after the change was committed and before the reply was kept leaves a claim
// without a reply; once the claim is over the request runs again.

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { problem, type Caller, type Route, type RouteReply } from '@jhalak/contracts';
import { DAY_MS, messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Keys, StateStore } from '@jhalak/ports';

/** Longer than any request runs, so that a claim whose reply is still to come is not taken over. */
const CLAIM_MS = 60 * SECOND_MS;
/** A client that was without network over night still finds its reply. */
const KEPT_MS = DAY_MS;
/** Short keys would be guessed, or made twice by two clients; a UUID has 36 characters. */
const KEY_PATTERN = /^[\x21-\x7e]{16,255}$/;
const SPACE = 'http.reply';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the store keeps; without `sealed` the request is still running. */
interface Kept {
  /** Keyed hash of the request, to tell a repetition from another request under the same key. */
  request: string;
  sealed?: string;
}

type Reply = Pick<RouteReply, 'status' | 'headers' | 'session'> & { json: string | undefined };

export interface IdempotencyDeps {
  state: StateStore;
  keys: Keys;
  clock: Clock;
  logger: Logger;
}

/** One request that came with a key. */
export interface KeyedRequest {
  route: Route;
  /** The header as sent. */
  key: string;
  caller: Caller | undefined;
  /** Everything that makes it this request and no other. */
  input: { params: unknown; query: unknown; body: unknown };
}

/** Whether a route heeds the header: it creates something that a repetition would create again. */
export function heedsIdempotencyKey(route: Route): boolean {
  return route.method === 'POST' && 201 in route.replies;
}

export class Idempotency {
  readonly #deps: IdempotencyDeps;
  readonly #secret: Buffer;

  constructor(deps: IdempotencyDeps) {
    this.#deps = deps;
    this.#secret = deps.keys.ownerSecret('http.idempotency');
  }

  /**
   * Runs a request, or gives the reply of the time when it ran. Only successes are kept: what was refused changed nothing
   * and may be tried again.
   *
   * @throws `request.invalid`, `request.key_reused` for another request under this key, `request.in_progress` while it runs.
   */
  async once(request: KeyedRequest, run: () => Promise<RouteReply>): Promise<RouteReply> {
    const { state, clock } = this.#deps;
    const at = this.#placeOf(request);
    const personId = request.caller?.personId;
    const claim = {
      key: at.id,
      value: bytesOf({ request: at.request }),
      ...(personId === undefined ? {} : { personId }),
    };
    if (!(await state.add(SPACE, { ...claim, expiresAtMs: clock.nowMs() + CLAIM_MS })))
      return await this.#repeat(at);
    let reply: RouteReply;
    try {
      reply = await run();
    } catch (error) {
      await this.#drop(at.id);
      throw error;
    }
    if (reply.status >= 300) await this.#drop(at.id);
    else {
      const value = bytesOf({ request: at.request, sealed: seal(at.sealingKey, replyText(reply)) });
      await this.#keep({ ...claim, value, expiresAtMs: clock.nowMs() + KEPT_MS });
    }
    return reply;
  }

  // Where anybody may call, a repetition can come without the token that the first time ended (signing up does).
  #placeOf({ route, key, caller, input }: KeyedRequest): {
    id: string;
    request: string;
    sealingKey: Buffer;
  } {
    const bare = key.replace(/^"(.*)"$/, '$1');
    if (!KEY_PATTERN.test(bare)) {
      throw problem(
        'request.invalid',
        'Idempotency-Key has 16 to 255 visible ASCII characters; make it random, a UUID for example.',
      );
    }
    const who = route.access === 'anyone' ? '' : (caller?.personId ?? '');
    const name = `${route.name}\n${who}\n${bare}`;
    const sealingKey = Buffer.from(hkdfSync('sha256', this.#secret, '', `seal\n${name}`, 32));
    return {
      id: createHmac('sha256', this.#secret).update(`id\n${name}`).digest('base64url'),
      request: createHmac('sha256', sealingKey).update(JSON.stringify(input)).digest('base64url'),
      sealingKey,
    };
  }

  async #repeat(at: { id: string; request: string; sealingKey: Buffer }): Promise<RouteReply> {
    const bytes = await this.#deps.state.get(SPACE, at.id);
    // Bytes that this module wrote itself. None: the first time has just failed, or the claim has just ended.
    const kept = bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as Kept);
    if (kept !== undefined && kept.request !== at.request) {
      throw problem(
        'request.key_reused',
        'This Idempotency-Key was sent with another request; make a new one for each thing to create.',
      );
    }
    if (kept?.sealed === undefined) {
      throw problem(
        'request.in_progress',
        'This request is still running; ask again in a moment.',
        {
          retryAfterS: 1,
        },
      );
    }
    const { json, ...reply } = JSON.parse(unseal(at.sealingKey, kept.sealed)) as Reply;
    return {
      ...reply,
      headers: { ...reply.headers, 'idempotency-replayed': 'true' },
      ...(json === undefined ? {} : { rawJson: json }),
    };
  }

  async #keep(entry: Parameters<StateStore['set']>[1]): Promise<void> {
    try {
      await this.#deps.state.set(SPACE, entry);
    } catch (error) {
      // What was asked for is done: its client must hear so. The claim ends by itself.
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'a reply could not be kept for repetitions',
      );
    }
  }

  async #drop(id: string): Promise<void> {
    await this.#deps.state.delete(SPACE, id).catch((error: unknown) => {
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'a claim on a request stays until it ends',
      );
    });
  }
}

function bytesOf(kept: Kept): Buffer {
  return Buffer.from(JSON.stringify(kept));
}

function replyText({ status, headers, session, rawJson, json }: RouteReply): string {
  const text = rawJson?.toString() ?? (json === undefined ? undefined : JSON.stringify(json));
  return JSON.stringify({ status, headers, session, json: text });
}

function seal(key: Buffer, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function unseal(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([body, decipher.final()]).toString('utf8');
}
