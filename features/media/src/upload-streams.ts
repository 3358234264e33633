// Streams of server-sent events about one's own uploads under way. Whichever process does the work writes rows; while anybody
// looks, one question for all streams of this process reads what changed. A stream ends by itself when nothing is under way.

import type { Readable } from 'node:stream';
import { problem, type Caller } from '@jhalak/contracts';
import { messageOf, type Logger, EventStreams, type OpenStream } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { viewUploads, type UploadViewDeps } from './upload-view.ts';

/** As often as the work writes how far it is (progress.ts): a bar moves, and costs one query for everybody. */
const LOOK_MS = 500;
/** Uploads under way that one stream tells of; a person may have ten open at once. */
const FOLLOWED_MAX = 50;

const UNDER_WAY = {
  name: 'media.under_way',
  text: `SELECT u.person_id, u.upload_id, u.state, u.changed_at_ms, p.step, p.updated_at_ms
    FROM unnest($1::uuid[]) AS asked (person_id)
    CROSS JOIN LATERAL (
      SELECT * FROM media_uploads WHERE person_id = asked.person_id AND settled_at_ms IS NULL
        AND state IN ('checking', 'encoding', 'published') ORDER BY upload_id DESC LIMIT $2
    ) u LEFT JOIN media_progress p ON p.upload_id = u.upload_id`,
};

interface UnderWayRow {
  person_id: string;
  upload_id: string;
  state: string;
  changed_at_ms: number;
  step: string | null;
  updated_at_ms: number | null;
}

/** What a stream's reader was told: of each upload under way, how it stood. */
type Told = Map<string, string>;

export interface UploadStreamsDeps extends UploadViewDeps {
  database: Database;
  logger: Logger;
  livingSessions(
    sessions: readonly { personId: string; sessionId: string }[],
  ): Promise<ReadonlySet<string>>;
}

export class UploadStreams {
  readonly #deps: UploadStreamsDeps;
  readonly #streams: EventStreams<Told>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: UploadStreamsDeps) {
    this.#deps = deps;
    this.#streams = new EventStreams<Told>({
      logger: deps.logger,
      livingSessions: async (sessions) => await deps.livingSessions(sessions),
      full,
    });
  }

  /** @throws `upload.streams_full` when this person or this process has as many as there may be. */
  open(caller: Caller): Readable {
    const { out } = this.#streams.open(caller, new Map());
    this.#timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    // What is under way now is told at once.
    void this.look();
    return out;
  }

  /** Tells what changed since the last look. One at a time. Cost: one query for all streams, three for a person with news. */
  async look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) => {
        // The next look tells it.
        this.#deps.logger.warn({ error: messageOf(error) }, 'uploads could not be followed');
      })
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const people = this.#streams.people();
    if (people.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const rows = await this.#deps.database.query<UnderWayRow>(UNDER_WAY, [people, FOLLOWED_MAX]);
    const byPerson = Map.groupBy(rows, (row) => row.person_id);
    const places = await this.#places(rows);
    for (const personId of people) {
      const marks = new Map(
        (byPerson.get(personId) ?? []).map((row) => [row.upload_id, markOf(row, places)]),
      );
      for (const stream of this.#streams.of(personId)) await this.#tell(stream, marks);
    }
  }

  // Whoever waits moves up although nothing of theirs changes.
  async #places(rows: readonly UnderWayRow[]): Promise<ReadonlyMap<string, number>> {
    if (!rows.some(({ state }) => state === 'checking')) return new Map();
    const { waiting } = await this.#deps.outlook.standing();
    return new Map(waiting.map((uploadId, at) => [uploadId, at]));
  }

  async #tell(stream: OpenStream<Told>, marks: Told): Promise<void> {
    const told = stream.about;
    const news = [...marks].filter(([id, mark]) => told.get(id) !== mark).map(([id]) => id);
    // What has come to its end is told once more, with its reason.
    const ended = [...told.keys()].filter((id) => !marks.has(id));
    const { store } = this.#deps;
    const found = await Promise.all(
      [...news, ...ended].map((id) => store.get(stream.caller.personId, id)),
    );
    const uploads = found.filter((one) => one !== undefined);
    for (const data of await viewUploads(this.#deps, uploads, 'with_steps'))
      this.#streams.tell(stream, { name: 'upload', data });
    stream.about = marks;
    if (marks.size === 0) this.#streams.end(stream, 'done');
  }

  /** Ends all of them and opens none any more: the process stops. */
  close(): void {
    clearInterval(this.#timer);
    this.#streams.close();
  }
}

function markOf(row: UnderWayRow, places: ReadonlyMap<string, number>): string {
  const { state, step, changed_at_ms: changed, updated_at_ms: moved } = row;
  return [state, changed, step, moved, places.get(row.upload_id)].join(' ');
}

function full(who: string): Error {
  return problem(
    'upload.streams_full',
    `${who} has as many of these streams open as there may be. Ask for the upload now and then instead.`,
    { retryAfterS: 60 },
  );
}
