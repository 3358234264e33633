// Many small messages to few parties, each with a deadline of a tenth of a second (ad seats): no entry of its own for each, for a
// checkpoint takes longer. A window is opened first: an entry says that so many messages and bytes of this type may go to this
// party under this policy until then, and stands under a signed checkpoint before the first byte. When the window ends another
// entry says how many left, with a digest of them all. Without a log that can be written no window opens.

import { messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Parcel } from '@jhalak/ports';
import type { CrossingClass } from '@jhalak/contracts/gateway';
import { DigestSet } from './digest-set.ts';
import { mostSensitive, type MessageType } from './message-type.ts';
import { MESSAGES } from './messages.ts';
import { passage, type Passage } from './passage.ts';
import type { PolicyInForce, PolicyStore } from './policy-store.ts';
import type { Refusals } from './refusals.ts';

/** What is public of traffic is a minute old at most. */
const WINDOW_MS = 60 * SECOND_MS;
/** The next one is asked for before this one ends: a checkpoint takes up to a second or so, and ten when the log is slow. */
const AHEAD_MS = 15 * SECOND_MS;
/** 1,600 a second to one party; beyond it windows follow each other faster. */
const MESSAGES_MAX = 100_000;
const BYTES_MAX = 1_000_000_000;
/** Past this share of a bound the next window is asked for. */
const AHEAD_SHARE = 0.5;
/** Parties and types at once. */
const LANES_MAX = 256;
/** How long a party without a policy is not asked about again. */
const REFUSED_MS = SECOND_MS;
/** How late the end of a policy is noticed; a read a second and lane. */
const SWEEP_MS = SECOND_MS;
/** Windows whose closing could not be written yet; the rest stays open in the record, at most as large as it says. */
const UNCLOSED_MAX = 256;

export interface WindowsDeps {
  database: Database;
  log: BorderLog;
  clock: Clock;
  logger: Logger;
  region: string;
  policies: PolicyStore;
  refusals: Refusals;
  cellId(): Promise<string>;
}

/** An open window. */
export interface OpenWindow {
  readonly policy: Pick<PolicyInForce, 'url' | 'fields' | 'name'>;
  /** @returns the fields as they leave under the window's policy. Cost: microseconds. */
  pass(given: Readonly<Record<string, unknown>>): Passage;
  /** Counts what is about to leave. @returns false when the window has no room for it: then it must stay. */
  count(parcel: Pick<Parcel, 'digest' | 'bytes'>): boolean;
}

/** Nothing may leave this way now. */
export interface Shut {
  readonly kind: 'refused' | 'later';
  readonly reason: string;
  readonly detail: string;
}

/** Where many messages leave. */
export interface Windows {
  /** @returns a window for messages of this type to this party: at once where one is open, else when one was opened. */
  enter(message: string, host: string): OpenWindow | Promise<OpenWindow | Shut>;
  /** Closes every window. */
  close(): Promise<void>;
}

interface Lane {
  type: MessageType;
  host: string;
  open?: Window | undefined;
  opening?: Promise<OpenWindow | Shut> | undefined;
  refused?: { shut: Shut; untilMs: number } | undefined;
}

class Window implements OpenWindow {
  readonly digests = new DigestSet();
  messages = 0;
  bytes = 0;
  readonly facts: WindowFacts;
  readonly #region: string;

  constructor(facts: WindowFacts, region: string) {
    this.facts = facts;
    this.#region = region;
  }

  get policy(): PolicyInForce {
    return this.facts.policy;
  }

  pass(given: Readonly<Record<string, unknown>>): Passage {
    return passage(this.facts.type, this.facts.policy, this.#region, given);
  }

  count({ digest, bytes }: Pick<Parcel, 'digest' | 'bytes'>): boolean {
    if (this.messages >= MESSAGES_MAX || this.bytes + bytes > BYTES_MAX) return false;
    this.messages += 1;
    this.bytes += bytes;
    this.digests.add(Buffer.from(digest, 'hex'));
    return true;
  }

  isOpen(nowMs: number): boolean {
    // A clock that stepped back must not keep a window open for long.
    return (
      nowMs < this.facts.untilMs &&
      nowMs >= this.facts.untilMs - 2 * WINDOW_MS &&
      this.messages < MESSAGES_MAX &&
      this.bytes < BYTES_MAX
    );
  }

  nearsItsEnd(nowMs: number): boolean {
    return (
      nowMs >= this.facts.untilMs - AHEAD_MS ||
      this.messages >= MESSAGES_MAX * AHEAD_SHARE ||
      this.bytes >= BYTES_MAX * AHEAD_SHARE
    );
  }
}

interface WindowFacts {
  type: MessageType;
  host: string;
  policy: PolicyInForce;
  dataClass: CrossingClass;
  entryId: string;
  untilMs: number;
}

/** @returns the windows, none of them open. Cost: one timer. */
export function openWindows(deps: WindowsDeps): Windows {
  return new AllWindows(deps);
}

class AllWindows implements Windows {
  readonly #deps: WindowsDeps;
  readonly #lanes = new Map<string, Lane>();
  #unclosed: Window[] = [];
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: WindowsDeps) {
    this.#deps = deps;
  }

  enter(message: string, host: string): OpenWindow | Promise<OpenWindow | Shut> {
    this.#timer ??= setInterval(() => void this.#sweep(), SWEEP_MS).unref();
    const lane = this.#laneOf(message, host);
    if (lane === undefined) return Promise.resolve(NO_WAY);
    const nowMs = this.#deps.clock.nowMs();
    const { open } = lane;
    if (open?.isOpen(nowMs) === true) {
      if (open.nearsItsEnd(nowMs)) lane.opening ??= this.#open(lane);
      return open;
    }
    if (lane.refused !== undefined && nowMs < lane.refused.untilMs)
      return Promise.resolve(lane.refused.shut);
    lane.opening ??= this.#open(lane);
    return lane.opening;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const lane of this.#lanes.values()) {
      await lane.opening;
      this.#shut(lane);
    }
    await this.#work;
    await this.#closeAll();
  }

  #laneOf(message: string, host: string): Lane | undefined {
    const key = `${message} ${host}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const type = MESSAGES.get(message);
    if (type === undefined || this.#lanes.size >= LANES_MAX) return undefined;
    const lane = { type, host };
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Opens the lane's next window; never rejects. */
  async #open(lane: Lane): Promise<OpenWindow | Shut> {
    const { clock, logger } = this.#deps;
    const opened = await this.#record(lane).catch((error: unknown): Shut => {
      logger.error(
        { message: lane.type.name, error: messageOf(error) },
        'nothing crosses: the log is not written',
      );
      return LOG_SHUT;
    });
    lane.opening = undefined;
    if (opened instanceof Window) {
      this.#shut(lane);
      lane.open = opened;
      lane.refused = undefined;
      void this.#sweep();
    } else lane.refused = { shut: opened, untilMs: clock.nowMs() + REFUSED_MS };
    return opened;
  }

  async #record({ type, host }: Lane): Promise<Window | Shut> {
    const { policies, refusals, clock, database, log, region } = this.#deps;
    const policy = await policies.inForce(type.name, host);
    if (policy === undefined) {
      await refusals.count({ message: type.name, party: host, reason: 'no_policy', known: false });
      const detail = `No policy in force lets ${type.name} go to ${host}.`;
      return { kind: 'refused', reason: 'no_policy', detail };
    }
    const classes = Object.entries(type.fields)
      .filter(([name]) => policy.fields.includes(name))
      .map(([, field]) => field.class);
    const dataClass = mostSensitive(classes);
    const nowMs = clock.nowMs();
    const untilMs = Math.min(nowMs + WINDOW_MS, policy.untilMs);
    const cell = await this.#deps.cellId();
    const entryId = await database.transaction(async (tx) => {
      const id = await log.append(tx, {
        kind: 'policy',
        act: 'policies.window_opened',
        codes: [policy.name, type.name, host.slice(0, 80), dataClass],
        counts: { messagesMax: MESSAGES_MAX, bytesMax: BYTES_MAX },
        untilMs,
      });
      await tx.query(
        {
          name: 'border.open_window',
          text: `INSERT INTO border_crossings (cell_id, entry_id, at_ms, message, party, data_class, policy, digest, bytes, messages, until_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        },
        [
          ...[cell, id, nowMs, type.name, host, dataClass, policy.name],
          ...[Buffer.alloc(32), BYTES_MAX, MESSAGES_MAX, untilMs],
        ],
      );
      return id;
    });
    await log.integrated(entryId);
    return new Window({ type, host, policy, dataClass, entryId, untilMs }, region);
  }

  #shut(lane: Lane): void {
    if (lane.open === undefined) return;
    this.#unclosed.push(lane.open);
    lane.open = undefined;
    // The oldest stays open in the record, where it says what left at most.
    if (this.#unclosed.length > UNCLOSED_MAX) this.#unclosed.shift();
  }

  /** Ends windows whose time is over or whose policy is, and writes what left through them. One at a time. */
  async #sweep(): Promise<void> {
    this.#work = this.#work
      .then(async () => {
        for (const lane of this.#lanes.values()) await this.#look(lane);
        await this.#closeAll();
      })
      .catch((error: unknown) => {
        this.#deps.logger.warn(
          { error: messageOf(error) },
          'windows of the border could not be looked at; the next time is in a second',
        );
      });
    await this.#work;
  }

  async #look(lane: Lane): Promise<void> {
    const { open, type, host } = lane;
    if (open === undefined) return;
    if (!open.isOpen(this.#deps.clock.nowMs())) return this.#shut(lane);
    const policy = await this.#deps.policies.inForce(type.name, host);
    if (policy?.name !== open.policy.name && lane.open === open) this.#shut(lane);
  }

  async #closeAll(): Promise<void> {
    while (this.#unclosed[0] !== undefined) {
      await this.#told(this.#unclosed[0]);
      this.#unclosed.shift();
    }
  }

  async #told({ facts, messages, bytes, digests }: Window): Promise<void> {
    const { database, log, cellId } = this.#deps;
    const { type, host, dataClass, policy, entryId } = facts;
    const digest = await digests.digest();
    const cell = await cellId();
    await database.transaction(async (tx) => {
      const closing = await log.append(tx, {
        ...{ kind: 'crossing', message: type.name, host, dataClass, policy: policy.name },
        ...{ digest: digest.toString('hex'), bytes, messages, opening: entryId },
      });
      await tx.query(
        {
          name: 'border.close_window',
          text: `UPDATE border_crossings SET digest = $3, bytes = $4, messages = $5, closing_id = $6
            WHERE cell_id = $1 AND entry_id = $2`,
        },
        [cell, entryId, digest, bytes, messages, closing],
      );
    });
  }
}

const NO_WAY: Shut = {
  kind: 'refused',
  reason: 'unknown_message',
  detail: 'No such message can be sent, or too many parties are spoken with at once.',
};
const LOG_SHUT: Shut = {
  kind: 'later',
  reason: 'log',
  detail: 'The public log cannot be written now: nothing leaves without an entry.',
};
