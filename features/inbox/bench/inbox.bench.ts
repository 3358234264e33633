// What open streams cost, and a burst of likes: npm run bench -- inbox [--streams 1000] [--likes 20000]
// Streams: connections over HTTP to one process that also plays the clients, so that the CPU told is of both ends; nothing
// happens meanwhile but heartbeats and the look at sessions. Then one like for each of some of them, until all have heard.
// Burst: likes of one clip in windows of 500, as some 50 ms of 10,000 a second bring, with a like of another clip in each;
// told is how many the writer takes a second, and how many rows it wrote.

import { createHash, randomBytes } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { SECOND_MS } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';

const IDLE_MS = 30 * SECOND_MS;
const WINDOW_LIKES = 500;
const TOLD = 100;

const numberOf = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const streams = numberOf('streams', 1_000);
const likes = numberOf('likes', 20_000);

const cell = await startCell();
try {
  const people = await manyPeople(cell, Math.max(streams, 2_000));
  const open = await openStreams(cell, people.slice(0, streams));
  const held = await idle(cell);
  const toldMs = await tell(cell, open);
  for (const { response } of open) response.destroy();
  const burst = await burstOf(cell, people);
  console.log(JSON.stringify({ bench: 'inbox', streams, ...held, toldMs, ...burst }));
} finally {
  await cell.close();
}

interface Person {
  personId: string;
  token: string;
}

/** People with a name and a session, as rows: a thousand passwords would take a minute. */
async function manyPeople({ parts }: TestCell, count: number): Promise<Person[]> {
  const made: Person[] = [];
  for (let n = 0; n < count; n += 1)
    made.push({
      personId: parts.ids.next(),
      token: `jh_${randomBytes(32).toString('base64url')}`,
    });
  const nowMs = parts.clock.nowMs();
  const ids = made.map(({ personId }) => personId);
  await parts.database.query(
    {
      name: 'bench.people',
      text: `INSERT INTO persons (person_id, handle, created_at_ms, signed_up_at_ms, languages, genres, sample, age_band)
        SELECT id, 'crowd_' || n, $2::bigint, $2::bigint, '{}', '{}', false, '18plus'
        FROM unnest($1::uuid[]) WITH ORDINALITY AS p(id, n)`,
    },
    [ids, nowMs],
  );
  await parts.database.query(
    {
      name: 'bench.sessions',
      text: `INSERT INTO sessions (token_hash, session_id, person_id, created_at_ms, extended_at_ms, expires_at_ms)
        SELECT hash, id, id, $3::bigint, $3::bigint, $3::bigint + 86400000 FROM unnest($1::bytea[], $2::uuid[]) AS s(hash, id)`,
    },
    [made.map(({ token }) => createHash('sha256').update(token).digest()), ids, nowMs],
  );
  return made;
}

interface OpenStream extends Person {
  response: IncomingMessage;
  heard: number;
}

async function openStreams({ url }: TestCell, people: readonly Person[]): Promise<OpenStream[]> {
  const open: OpenStream[] = [];
  for (const person of people) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${person.token}` };
      get(`${url}/v1/inbox/stream`, { headers, agent: false }, resolve).once('error', reject);
    });
    if (response.statusCode !== 200)
      throw new Error(`a stream was refused: ${response.statusCode}`);
    const stream: OpenStream = { ...person, response, heard: 0 };
    response.on('data', (piece: Buffer) => {
      if (piece.includes('"kind":"like"')) stream.heard += 1;
    });
    response.on('error', () => undefined);
    open.push(stream);
  }
  return open;
}

async function idle({ cell: built }: TestCell): Promise<Record<string, number>> {
  await built.drain();
  const before = process.cpuUsage();
  const memory = process.memoryUsage().rss;
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { user, system } = process.cpuUsage(before);
  const shareOfCore = (user + system) / 1_000 / IDLE_MS;
  return {
    open: built.inbox.openStreams(),
    idleCorePercent: round(shareOfCore * 100),
    idleMicrosAStreamAndSecond: round((shareOfCore * 1_000_000) / streams),
    rssMb: round(memory / 1_000_000),
  };
}

/** From the like to the last of those who were liked hearing of it. */
async function tell(cell: TestCell, open: readonly OpenStream[]): Promise<number> {
  const some = open.slice(0, TOLD);
  const clips: string[] = [];
  for (const { personId } of some) clips.push(await cell.publish({ personId }));
  await cell.drain();
  const fan = open.at(-1)?.personId ?? '';
  const startedAt = performance.now();
  await append(
    cell,
    clips.map((videoId) => ({ personId: fan, videoId })),
  );
  await cell.drain();
  while (some.some(({ heard }) => heard === 0))
    await new Promise((resolve) => setTimeout(resolve, 5));
  return round(performance.now() - startedAt);
}

async function append(
  { parts }: TestCell,
  edges: readonly { personId: string; videoId: string }[],
): Promise<void> {
  await parts.database.transaction(async (tx) => {
    await parts.journal.append(
      tx,
      edges.map(({ personId, videoId }) => ({
        ...{ stream: 'social.like', key: personId, type: 'liked' },
        facts: { personId, videoId, learn: false },
      })),
    );
  });
}

async function burstOf(cell: TestCell, people: readonly Person[]): Promise<Record<string, number>> {
  const [star, other, ...fans] = people as [Person, Person, ...Person[]];
  const clip = await cell.publish({ personId: star.personId });
  const quiet = await cell.publish({ personId: other.personId });
  await cell.drain();
  const writer = cell.cell.features
    .flatMap(({ consumers }) => consumers)
    .find(({ name }) => name === 'inbox.groups');
  if (writer === undefined) throw new Error('the inbox has no writer');
  const times: number[] = [];
  for (let from = 0; from < likes; from += WINDOW_LIKES) {
    const edges = Array.from({ length: WINDOW_LIKES }, (_one, n) => ({
      personId: fans[(from + n) % fans.length]?.personId ?? '',
      videoId: clip,
    }));
    const last = { personId: fans[from % fans.length]?.personId ?? '', videoId: quiet };
    const events = [...edges, last].map((facts, position) => ({
      ...{ window: 1_000_000 + from, position, atMs: cell.parts.clock.nowMs() },
      ...{ stream: 'social.like', key: facts.personId, type: 'liked' },
      ...{ facts, subject: undefined, personal: undefined },
    }));
    const startedAt = performance.now();
    await cell.parts.database.transaction(
      async (tx) => await writer.handle(tx, { window: 1_000_000 + from, last: true, events }),
    );
    times.push(performance.now() - startedAt);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor(sorted.length * share)] ?? 0);
  const total = times.reduce((sum, ms) => sum + ms, 0);
  const [rows] = await cell.parts.database.query<{ count: number }>(
    {
      name: 'bench.rows',
      text: `SELECT count(*)::int AS count FROM inbox_groups WHERE kind = 'like' AND item_id = ANY($1::uuid[])`,
    },
    [[clip, quiet]],
  );
  return {
    likes,
    likesPerSecond: Math.round((likes / total) * SECOND_MS),
    windowMedianMs: at(0.5),
    windowP99Ms: at(0.99),
    rows: rows?.count ?? 0,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
