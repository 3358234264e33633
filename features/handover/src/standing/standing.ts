// Stops and starts writing in the whole cell. A row says how it stands, and every process looks at it four times a second:
// requests that change something are refused, workers pause. Then the database itself lets nothing write any more, whoever
// it is, until somebody thaws it or its time is over: any process that sees that does it. Reads never stop.

import { problem } from '@jhalak/contracts';
import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, EndedSessions, Tx, WriteStop } from '@jhalak/ports';
import {
  lockStanding,
  OPEN,
  readStanding,
  writeStanding,
  type StandingRow,
} from './standing-store.ts';

/** "Told to every process within a second": four short queries a second a process. */
const LOOK_EVERY_MS = 250;
/** Until every process has looked, and what it had begun to answer is answered. */
const TOLD_AFTER_MS = 700;
/** Handing over takes minutes; a longer freeze is another decision. As long as a deal's policy may say. */
const FREEZE_MAX_MS = 86_400_000;
const WAIT = { name: 'handover.told', text: 'SELECT pg_sleep($1)' };
const EVEN_FROZEN = { evenFrozen: true } as const;
/** No keys were given under these: they are taken back whenever their deal is. */
const THAWED_AT_ANY_TIME: readonly StandingRow['why'][] = ['wind_down', 'released'];

/** Something with connections of its own to a database that may be told to be read only. */
export interface Renewable {
  renew(): Promise<void>;
  giveUpElders(): Promise<void>;
}

export interface StandingDeps {
  database: Database & WriteStop & Renewable;
  /** Beside the database. */
  renewables: readonly Renewable[];
  clock: Clock;
  logger: Logger;
}

/** Called when the cell begins or ends to be open; what it returns is waited for. */
type Listener = (isOpen: boolean) => Promise<void>;

/** What a freeze did. */
export interface Frozen {
  /** Since when nothing new is taken. */
  sinceMs: number;
  /** Since when nothing could write any more. */
  settledAtMs: number;
  untilMs: number | undefined;
  /** Sessions that did not end by themselves. */
  ended: EndedSessions;
}

/** How the cell stands, as this process knows it, and what changes it. */
export interface Standing {
  /** @returns what was seen last, a second old at most once `start` ran. Cost: none. */
  now(): StandingRow;
  /** Asks the database, and does what follows from it: closing, pausing, thawing when the time is over. Cost: one short query. */
  look(): Promise<StandingRow>;
  /**
   * Stops all writing until a time. When it resolves, no session of the database can write, but one that says so for the deal.
   * Killed on the way: the same call goes on. Called again: the time is set anew.
   *
   * @param untilMs UTC, later than now, a day at most. @throws `handover.refused` for other times, or a cell that has ended;
   * `unavailable` when a session does not end. Cost: 1 to 8 s.
   */
  freeze(untilMs: number): Promise<Frozen>;
  /**
   * Stops all writing for good, as `freeze` does, but for what people need to take their data along. No time ends it.
   *
   * @param deadlineMs until when they can, UTC. @throws as `freeze`.
   */
  close(deadlineMs: number): Promise<Frozen>;
  /** As `freeze`, for an authority that will hold it: `keep` makes it endless. */
  seize(untilMs: number): Promise<Frozen>;
  /**
   * Ends a hold, in the transaction of its last act. @param open false: another deal goes on with it, frozen as it is.
   * @throws `handover.refused` where nothing is held.
   */
  release(tx: Tx, open: boolean): Promise<void>;
  /** Another owner begins on this machine, in the take-over's own transaction. @throws `handover.refused` before the end. */
  begin(tx: Tx): Promise<void>;
  /** Ends a freeze. @returns whether there was one. @throws `handover.refused` once keys were given. */
  thaw(): Promise<boolean>;
  /** The keys are given: no time ends this freeze any more. In the act's own transaction. @throws `handover.refused` where nothing is frozen. */
  keep(tx: Tx): Promise<void>;
  /** Another owner goes on: here nothing is written any more, whoever starts this. In the fence's own transaction. */
  end(tx: Tx, movedTo?: string): Promise<void>;
  /** From now on the listener is told; at once when the cell is not open. */
  onChange(listener: Listener): void;
  /** Looks now and from now on. A cell whose row came from a backup is closed as the row says. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @returns the cell's standing; nothing runs by itself before `start`. */
export function createStanding(deps: StandingDeps): Standing {
  return new CellStanding(deps);
}

class CellStanding implements Standing {
  readonly #deps: StandingDeps;
  readonly #listeners: Listener[] = [];
  #known: StandingRow = OPEN;
  #looking: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(deps: StandingDeps) {
    this.#deps = deps;
  }

  now(): StandingRow {
    return this.#known;
  }

  async look(): Promise<StandingRow> {
    // One after the other: each acts on what it sees.
    const looking = this.#looking.then(async () => await this.#lookOnce());
    this.#looking = looking.catch(() => undefined);
    return await looking;
  }

  async freeze(untilMs: number): Promise<Frozen> {
    return await this.#freeze(untilMs, 'handover');
  }

  async seize(untilMs: number): Promise<Frozen> {
    return await this.#freeze(untilMs, 'hold');
  }

  async close(deadlineMs: number): Promise<Frozen> {
    return await this.#stopWriting({ untilMs: undefined, why: 'wind_down', deadlineMs });
  }

  async #freeze(untilMs: number, why: StandingRow['why']): Promise<Frozen> {
    const { clock } = this.#deps;
    const nowMs = clock.nowMs();
    if (untilMs <= nowMs || untilMs > nowMs + FREEZE_MAX_MS)
      throw refused('A freeze ends later than now, and within a day.');
    return await this.#stopWriting({ untilMs, why, deadlineMs: undefined });
  }

  async #stopWriting(wanted: Pick<StandingRow, 'untilMs' | 'why' | 'deadlineMs'>): Promise<Frozen> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    await database.transaction(async (tx) => {
      const row = await lockStanding(tx);
      if (row.state === 'ended') throw refused('This cell has ended: another owner goes on.');
      const begun = row.state === 'frozen' ? row : { ...OPEN, sinceMs: nowMs };
      if (row.why === 'hold' && row.state === 'frozen' && row.untilMs === undefined)
        throw refused('An authority holds this cell: only its release ends that.');
      await writeStanding(tx, { ...begun, state: 'frozen', ...wanted });
    }, EVEN_FROZEN);
    await this.look();
    // At the database, whose time it is that passes.
    await database.query(WAIT, [TOLD_AFTER_MS / 1_000]);
    await database.transaction(async (tx) => {
      const row = await lockStanding(tx);
      if (row.state !== 'frozen') throw refused('The freeze was ended before it began.');
      await database.setReadOnly(tx, true);
      await writeStanding(tx, { ...row, readOnly: true });
    }, EVEN_FROZEN);
    await this.look();
    const ended = await database.endElderSessions();
    const settled = await database.transaction(async (tx) => {
      const row = await lockStanding(tx);
      if (row.state === 'open') throw refused('The freeze was ended before it was whole.');
      const settledAtMs = row.settledAtMs ?? clock.nowMs();
      await writeStanding(tx, { ...row, settledAtMs });
      return { ...row, settledAtMs };
    }, EVEN_FROZEN);
    await this.look();
    const { sinceMs, settledAtMs } = settled;
    return { sinceMs, settledAtMs, untilMs: settled.untilMs, ended };
  }

  async thaw(): Promise<boolean> {
    const thawed = await this.#thawIf((row) => {
      const isForGood = row.untilMs === undefined && !THAWED_AT_ANY_TIME.includes(row.why);
      if (isForGood) throw refused('The keys were given: this freeze stays.');
      return true;
    });
    await this.look();
    return thawed;
  }

  async keep(tx: Tx): Promise<void> {
    const row = await lockStanding(tx);
    if (row.state !== 'frozen' || row.settledAtMs === undefined)
      throw refused('Keys are given only while the cell is frozen.');
    await writeStanding(tx, { ...row, untilMs: undefined });
  }

  async end(tx: Tx, movedTo?: string): Promise<void> {
    const row = await lockStanding(tx);
    await this.#deps.database.setReadOnly(tx, true);
    await writeStanding(tx, {
      state: 'ended',
      untilMs: undefined,
      why: row.why,
      deadlineMs: row.deadlineMs,
      sinceMs: this.#deps.clock.nowMs(),
      settledAtMs: row.settledAtMs,
      readOnly: true,
      movedTo: movedTo ?? row.movedTo,
    });
  }

  async release(tx: Tx, open: boolean): Promise<void> {
    const row = await lockStanding(tx);
    if (row.state !== 'frozen' || row.why !== 'hold') throw refused('Nothing is held here.');
    if (open) await this.#deps.database.setReadOnly(tx, false);
    const sinceMs = this.#deps.clock.nowMs();
    await writeStanding(tx, open ? { ...OPEN, sinceMs } : { ...row, why: 'released', sinceMs });
  }

  async begin(tx: Tx): Promise<void> {
    const row = await lockStanding(tx);
    if (row.state !== 'ended') throw refused('The former owner’s time is not over here.');
    await this.#deps.database.setReadOnly(tx, false);
    await writeStanding(tx, { ...OPEN, sinceMs: this.#deps.clock.nowMs() });
  }

  onChange(listener: Listener): void {
    this.#listeners.push(listener);
    if (this.#known.state !== 'open') void this.#tell(listener, false);
  }

  async start(): Promise<void> {
    if (this.#timer !== undefined) return;
    const row = await this.look();
    await this.#closeAsTheRowSays(row);
    this.#stopped = false;
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) =>
          this.#deps.logger.warn(
            { error: messageOf(error) },
            'whether the cell may be written could not be read; looking again',
          ),
        )
        .finally(() => {
          if (!this.#stopped) this.#schedule();
        });
    }, LOOK_EVERY_MS).unref();
  }

  async #lookOnce(): Promise<StandingRow> {
    const { database, renewables, clock } = this.#deps;
    let row = await readStanding(database);
    const isOver = row.untilMs !== undefined && row.untilMs <= clock.nowMs();
    if (row.state === 'frozen' && isOver) {
      await this.#thawIf(({ untilMs }) => untilMs !== undefined && untilMs <= clock.nowMs());
      row = await readStanding(database);
    }
    if (row.version !== this.#known.version) await this.#take(row);
    else for (const one of [database, ...renewables]) await one.giveUpElders();
    return row;
  }

  /** Closed before anything else; opened when everything else is ready. */
  async #take(row: StandingRow): Promise<void> {
    const before = this.#known;
    const isOpen = row.state === 'open';
    const turned = isOpen !== (before.state === 'open');
    if (!isOpen) this.#known = row;
    if (!isOpen && turned) await this.#tellAll(false);
    if (row.readOnly !== before.readOnly)
      for (const one of [this.#deps.database, ...this.#deps.renewables]) await one.renew();
    this.#known = row;
    if (isOpen && turned) await this.#tellAll(true);
    this.#deps.logger.info({ state: row.state, readOnly: row.readOnly }, 'the cell stands anew');
  }

  async #tellAll(isOpen: boolean): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => this.#tell(listener, isOpen)));
  }

  async #tell(listener: Listener, isOpen: boolean): Promise<void> {
    try {
      await listener(isOpen);
    } catch (error) {
      // Whoever does not pause meets the database's refusal instead.
      this.#deps.logger.error({ error: messageOf(error), isOpen }, 'a part did not pause or go on');
    }
  }

  async #thawIf(may: (row: StandingRow) => boolean): Promise<boolean> {
    const { database, clock } = this.#deps;
    return await database.transaction(async (tx) => {
      const row = await lockStanding(tx);
      if (row.state !== 'frozen' || !may(row)) return false;
      await database.setReadOnly(tx, false);
      await writeStanding(tx, { ...OPEN, sinceMs: clock.nowMs() });
      return true;
    }, EVEN_FROZEN);
  }

  // Rows come back from a backup; what the database was told does not.
  async #closeAsTheRowSays(row: StandingRow): Promise<void> {
    const { database, renewables } = this.#deps;
    if (!row.readOnly || (await database.isReadOnly())) return;
    await database.transaction(async (tx) => await database.setReadOnly(tx, true), EVEN_FROZEN);
    for (const one of [database, ...renewables]) await one.renew();
    await database.endElderSessions();
  }
}

function refused(sentence: string): Error {
  return problem('handover.refused', sentence);
}
