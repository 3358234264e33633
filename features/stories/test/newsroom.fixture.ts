// A cell with publishers, whose desk writes the labelled articles as reports: two events, five languages, one agency.

import assert from 'node:assert/strict';
import type { DeskPublisher, DeskReport } from '@jhalak/contracts/publishers';
import { DAY_MS } from '@jhalak/kernel';
import type { DurableConsumer } from '@jhalak/ports';
import { createStories } from '@jhalak/stories';
import { startCell, type TestCell } from '@jhalak/testing';
import { labelledHalf } from '../bench/labelled-set.ts';

/** A takeover that Reuters reported, and a decision of a central bank, moved by whole weeks into the same one. */
export const TAKEOVER = 'kestrel-voltix';
export const RATE = 'repo-february';
const MOVED_MS = new Map([
  [TAKEOVER, 0],
  [RATE, 84 * DAY_MS],
]);
const NOW_MS = Date.UTC(2023, 4, 4, 12);

const ROUNDS_MAX = 20;
const LICENCES = ['full', 'headline', 'extract', 'full', 'full', 'full'] as const;

export interface Written {
  id: string;
  publisherId: string;
  event: string;
  language: string;
  text: string;
}

export interface PlacedStory {
  story: string;
  reports: string[];
}

export interface Newsroom {
  cell: TestCell;
  publishers: DeskPublisher[];
  editorToken: string;
  /** Writes the n-th article of an event, as the n-th publisher. Call `cell.drain()` to have it told. */
  write(event: string, index: number): Promise<Written>;
  /** The same with the first article's text and a line of the publisher's own: nobody takes it for another event. */
  writeCopy(event: string, index: number): Promise<Written>;
  /** Writes a report of the test's own, published now. */
  writeText(publisher: number, language: string, text: string, picture?: string): Promise<string>;
  remove(written: Written): Promise<void>;
  desk<Body>(method: string, path: string, body?: unknown): Promise<Body>;
  /** Every story that is shown, with its reports, in the order of ids. */
  placed(): Promise<PlacedStory[]>;
  /** Does what is due for publishers, pictures among it, until nothing is. */
  fetch(): Promise<void>;
  /** The consumer as a process has it that was just started. */
  freshConsumer(): DurableConsumer;
  /** Has a freshly started process read the journal to its end, while the cell's own does not. */
  elsewhere(): Promise<void>;
  close(): Promise<void>;
}

/** @param sites ports of servers that play publishers' sites, by host. */
export async function openNewsroom(
  sites: ReadonlyMap<string, number> = new Map(),
): Promise<Newsroom> {
  const cell = await startCell({ startMs: NOW_MS, sites });
  const editor = await cell.account('desk_editor');
  await cell.cell.accounts.grantRole({ personId: editor.personId, role: 'editor' });
  const desk = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const reply = await cell.api<Body>(method, `/v1/desk${path}`, { token: editor.token, body });
    assert.ok(reply.status < 300, `${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const publishers: DeskPublisher[] = [];
  for (const [index, text] of LICENCES.entries()) {
    publishers.push(
      await desk('POST', '/publishers', {
        name: `Paper ${index}`,
        home: `http://paper${index}.test/`,
        attribution: `Text: Paper ${index}`,
        // Paper 4 lets no pictures be shown.
        licence: { name: 'CC-BY-4.0', text, pictures: index !== 4 },
      }),
    );
  }
  const articles = labelledHalf('tuning');
  let texts = 0;
  const freshConsumer = (): DurableConsumer => {
    const { publishers: reports, visibility } = cell.cell;
    const [consumer] = createStories({ ...cell.parts, publishers: reports, visibility }).consumers;
    assert.ok(consumer);
    return consumer;
  };
  const write = async (event: string, index: number, copy = false): Promise<Written> => {
    const own = articles.filter((one) => one.event === event);
    const found = own[copy ? 0 : index]?.article;
    const publisher = publishers[index % publishers.length];
    assert.ok(found && publisher, `${event} ${index}`);
    const text = copy ? `${found.text} More at ${index + 7} o'clock.` : found.text;
    const report = await desk<DeskReport>('POST', `/publishers/${publisher.id}/reports`, {
      title: found.title === '' ? firstSentence(text) : found.title,
      text,
      url: `${publisher.home}${event}`,
      language: found.language,
      publishedAtMs: found.publishedAtMs + (MOVED_MS.get(event) ?? 0) + index * 60_000,
    });
    return { id: report.id, publisherId: publisher.id, event, language: found.language, text };
  };
  return {
    cell,
    publishers,
    editorToken: editor.token,
    desk,
    freshConsumer,
    write: (event, index) => write(event, index),
    writeCopy: (event, index) => write(event, index, true),
    writeText: async (index, language, text, picture) => {
      const publisher = publishers[index];
      assert.ok(publisher);
      texts += 1;
      const report = await desk<DeskReport>('POST', `/publishers/${publisher.id}/reports`, {
        title: firstSentence(text),
        text,
        url: `${publisher.home}own/${texts}`,
        language,
        ...(picture === undefined ? {} : { pictureUrl: picture }),
      });
      return report.id;
    },
    remove: async ({ id }) => void (await desk('DELETE', `/reports/${id}`)),
    placed: async () =>
      await cell.parts.database.query<PlacedStory>({
        name: 'test.placed',
        text: `SELECT story_id AS story, array_agg(report_id::text ORDER BY report_id) AS reports
          FROM story_reports GROUP BY story_id ORDER BY story_id`,
      }),
    fetch: async () => {
      const due = cell.cell.features
        .flatMap((feature) => feature.sweeps)
        .find((sweep) => sweep.name === 'publishers.due');
      assert.ok(due);
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const taken = await due.run();
        await cell.drain();
        if (taken === 0) return;
      }
      assert.fail('publishers do not come to rest');
    },
    elsewhere: async () => {
      await cell.parts.journal.seal();
      const other = await cell.parts.journal.consume(freshConsumer());
      await other.catchUp();
      await other.stop();
    },
    close: () => cell.close(),
  };
}

function firstSentence(text: string): string {
  return text.split(/(?<=[.।])\s/u)[0]?.slice(0, 280) ?? '';
}
