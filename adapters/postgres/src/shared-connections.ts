// A few connections that short statements share: what is asked within one turn of the event loop travels in one write
// and is answered in order. A page of a feed asks five small things; a write of its own for each costs more than the
// answers do. Statements that take long would hold up those behind them: they belong into the pool.

import { Socket } from 'node:net';
import { problem } from '@jhalak/contracts';
import type { Statement } from '@jhalak/ports';
import pg from 'pg';
import { frozenOr, isReadOnlyError } from './write-stop.ts';

/** Two, so that one slow answer does not hold up everybody. */
const CONNECTIONS = 2;
/** Waiting statements a connection; past them the database is too slow for more to help. */
const IN_FLIGHT_MAX = 2_000;

interface Line {
  client: pg.Client;
  /** Resolves when the connection stands. */
  ready: Promise<unknown>;
  socket: Socket;
  corked: boolean;
  inFlight: number;
  /** Asked no more; goes with its last answer. */
  retired: boolean;
}

export class SharedConnections {
  readonly #config: pg.ClientConfig;
  readonly #lines: (Line | undefined)[] = Array.from({ length: CONNECTIONS }, () => undefined);
  #closed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  /** @throws the statement's own error; `unavailable` when the database does not answer or too much waits for it. */
  async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const line = this.#line();
    if (line.inFlight >= IN_FLIGHT_MAX)
      throw problem('unavailable', 'The database is busy; try again in a moment.', {
        retryAfterS: 2,
      });
    line.inFlight += 1;
    try {
      await this.#standing(line);
      this.#gather(line);
      const { name, text } = statement;
      return (await line.client.query({ name, text, values: [...values] })).rows as Row[];
    } catch (error) {
      // It began while the cell was frozen, and would go on refusing.
      if (isReadOnlyError(error)) this.#retire(line);
      throw frozenOr(error);
    } finally {
      line.inFlight -= 1;
      if (line.retired && line.inFlight === 0) await line.client.end().catch(() => undefined);
    }
  }

  /** What is asked from now on goes over new connections. */
  renew(): void {
    for (const line of this.#lines) {
      if (line === undefined) continue;
      this.#retire(line);
      if (line.inFlight === 0) line.ready.then(() => line.client.end()).catch(() => undefined);
    }
  }

  #retire(line: Line): void {
    line.retired = true;
    const place = this.#lines.indexOf(line);
    if (place >= 0) this.#lines[place] = undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const lines = this.#lines.splice(0, CONNECTIONS);
    // A connection that never stood has nothing to say goodbye to.
    for (const line of lines) await line?.ready.then(() => line.client.end()).catch(() => 0);
  }

  // The same connection within one turn, so that its statements travel together; else the one with less to do.
  #line(): Line {
    if (this.#closed) throw problem('unavailable', 'The database is being closed.');
    const open = this.#lines.filter((line) => line !== undefined);
    const best =
      open.find((line) => line.corked) ??
      open.toSorted((a, b) => a.inFlight - b.inFlight).find((line) => line.inFlight === 0) ??
      (open.length < CONNECTIONS ? undefined : open.toSorted((a, b) => a.inFlight - b.inFlight)[0]);
    return best ?? this.#open();
  }

  #open(): Line {
    const socket = new Socket();
    const client = new pg.Client({ ...this.#config, pipeline: true, stream: () => socket });
    const line: Line = {
      client,
      ready: client.connect(),
      socket,
      corked: false,
      inFlight: 0,
      retired: false,
    };
    const place = this.#lines.indexOf(undefined);
    this.#lines[place] = line;
    const drop = (): void => {
      if (this.#lines[place] === line) this.#lines[place] = undefined;
    };
    // Its statements fail by themselves and tell their callers; the next one opens a new connection.
    client.on('error', drop);
    client.on('end', drop);
    line.ready.catch(drop);
    return line;
  }

  async #standing(line: Line): Promise<void> {
    try {
      await line.ready;
    } catch (cause) {
      throw problem('unavailable', 'The database does not answer; try again in a moment.', {
        cause,
        retryAfterS: 2,
      });
    }
  }

  // What comes before the microtasks at hand are done is written with one system call.
  #gather(line: Line): void {
    if (line.corked) return;
    line.corked = true;
    line.socket.cork();
    process.nextTick(() => {
      line.corked = false;
      line.socket.uncork();
    });
  }
}
