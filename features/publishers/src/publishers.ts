// Who tells us what happened: publishers, their feeds, their reports and pictures.

import { join } from 'node:path';
import type { Caller } from '@jhalak/contracts';
import type { PublisherBody } from '@jhalak/contracts/publishers';
import { assert, type Clock, type Ids, type Random } from '@jhalak/kernel';
import type {
  AllowList,
  Blobs,
  Database,
  Feature,
  JobHandler,
  Jobs,
  Journal,
  JsonObject,
  Outbound,
  Pictures,
  Queries,
} from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { announce, tellTerms } from './announce.ts';
import { addFeed, addPublisher, endPublisher, samplePublishers, type DeskDeps } from './desk.ts';
import { fetchArticle } from './fetch-article.ts';
import { fetchFeed } from './fetch-feed.ts';
import { fetchPicture } from './fetch-picture.ts';
import { publisherReport } from './present.ts';
import { pictureBlobs } from './picture-blobs.ts';
import { PublisherStore } from './publisher-store.ts';
import { openReader, type Reader } from './reading/reader.ts';
import { isShown, ReportStore } from './report-store.ts';
import { deskPublisherRoutes } from './routes/desk-publishers.ts';
import { deskReportRoutes } from './routes/desk-reports.ts';
import { getReportPicture } from './routes/get-report-picture.ts';
import { publisherSweeps } from './sweeps.ts';
import type { Publishers, PublisherReport } from './types.ts';
import { ANNOUNCE, FETCH_ARTICLE, FETCH_FEED, FETCH_PICTURE, TELL_TERMS, Work } from './work.ts';

export interface PublishersDeps {
  database: Database;
  journal: Journal;
  jobs: Jobs;
  blobs: Blobs;
  /** Asks this feature's own `allowList` at every hop. */
  outbound: Outbound;
  pictures: Pictures;
  clock: Clock;
  ids: Ids;
  random: Random;
  /** For pictures while they are made; made when needed. */
  workFolder: string;
  /** Whether a caller may see what a report shows: an order can hide its story. Default: everybody may. */
  mayShow?: (reportId: string, caller: Caller | undefined) => Promise<boolean>;
  /** Reads documents, and is closed by whoever gives it. Default: a thread of the feature's own, which ends with it. */
  reader?: Reader;
}

/** A publisher of the sample world with its feeds. */
export interface SamplePublisher extends PublisherBody {
  feeds: readonly { url: string; language: string }[];
}

/** How a publisher of the sample world stands. */
export interface SampleState {
  id: string;
  home: string;
  ended: boolean;
}

/** What the program does with publishers beside serving them. */
export interface PublisherControl {
  /** What may be fetched: hosts that editors allowed, with their dates. */
  readonly allowList: AllowList;
  /** Adds a publisher of the sample world. @returns its id. */
  addSample(publisher: SamplePublisher): Promise<string>;
  /** @returns every publisher of the sample world that there was, ended ones too. */
  samples(): Promise<SampleState[]>;
  /** Ends every publisher of the sample world. @returns how many. */
  removeSamples(): Promise<number>;
}

/** More ids than this at once are a mistake. */
const READ_MAX = 500;

export function createPublishers(deps: PublishersDeps): Feature & Publishers & PublisherControl {
  const publishers = new PublisherStore(deps.database);
  const reports = new ReportStore({ ...deps, publishers });
  const work = new Work({ ...deps, publishers });
  const desk: DeskDeps = { ...deps, publishers, reports, work };
  const { reader = openReader() } = deps;
  const workFolder = join(deps.workFolder, 'pictures');
  const shared = { ...deps, publishers, reports, reader, workFolder };
  const read = (ids: readonly string[], queries?: Queries): Promise<Map<string, PublisherReport>> =>
    readReports({ publishers, reports }, ids, queries);
  const reading: Publishers = {
    report: async (id) => (await read([id])).get(id),
    reports: read,
  };
  return {
    ...reading,
    allowList: publishers.allowList,
    addSample: (sample) => addSample(desk, sample),
    samples: () => samplePublishers(deps.database),
    removeSamples: () => removeSamples(desk),
    manifest,
    routes: [
      ...deskPublisherRoutes(desk),
      ...deskReportRoutes(desk),
      getReportPicture({ publishers: reading, blobs: deps.blobs, mayShow: deps.mayShow }),
    ],
    jobs: {
      [FETCH_FEED]: job((payload, signal) =>
        fetchFeed(
          shared,
          { publisherId: text(payload, 'publisherId'), feedId: text(payload, 'feedId') },
          signal,
        ),
      ),
      [FETCH_ARTICLE]: job((payload, signal) =>
        fetchArticle(shared, text(payload, 'reportId'), signal),
      ),
      [FETCH_PICTURE]: job((payload, signal) =>
        fetchPicture(shared, text(payload, 'reportId'), signal),
      ),
      [ANNOUNCE]: job((payload, signal) => announce(shared, text(payload, 'publisherId'), signal)),
      [TELL_TERMS]: job((payload, signal) =>
        tellTerms(shared, text(payload, 'publisherId'), signal),
      ),
    },
    consumers: [],
    sweeps: publisherSweeps({ ...deps, publishers, reports, work }),
    blobs: pictureBlobs(deps.database),
    stop: async () => {
      if (deps.reader === undefined) await reader.close();
    },
  };
}

async function readReports(
  stores: { publishers: PublisherStore; reports: ReportStore },
  ids: readonly string[],
  queries: Queries | undefined,
): Promise<Map<string, PublisherReport>> {
  assert(ids.length <= READ_MAX, 'reports are read in pages');
  const rows = await stores.reports.byIds(ids, queries);
  const publisherIds = [...new Set(rows.map((row) => row.publisher_id))];
  const owners = await stores.publishers.byIds(publisherIds, queries);
  const pictures = await stores.reports.pictures(ids, queries);
  const byId = new Map(owners.map((owner) => [owner.publisher_id, owner]));
  const ofReport = new Map(pictures.map((picture) => [picture.report_id, picture]));
  return new Map(
    rows.flatMap((row) => {
      const owner = byId.get(row.publisher_id);
      if (owner === undefined || !isShown(row, owner)) return [];
      const report = publisherReport(row, owner, ofReport.get(row.report_id));
      return [[row.report_id, report] as const];
    }),
  );
}

async function addSample(desk: DeskDeps, sample: SamplePublisher): Promise<string> {
  const { feeds, ...body } = sample;
  const id = await addPublisher(desk, body, undefined);
  for (const feed of feeds) await addFeed(desk, id, feed, undefined);
  return id;
}

async function removeSamples(desk: DeskDeps): Promise<number> {
  const samples = await samplePublishers(desk.database);
  const standing = samples.filter((sample) => !sample.ended);
  for (const { id } of standing) await endPublisher(desk, id, undefined);
  return standing.length;
}

function job(run: (payload: JsonObject, signal: AbortSignal) => Promise<void>): JobHandler {
  return (payload, { signal }) => run(payload, signal);
}

/** Payloads are our own, but they come off a queue. */
function text(payload: JsonObject, name: string): string {
  const value = payload[name];
  assert(typeof value === 'string', `the job names its ${name}`);
  return value;
}
