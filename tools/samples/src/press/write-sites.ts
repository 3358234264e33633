// Writes the sample press as sites: one folder a host, with its feed, its pages and its pictures.

import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { feedOf, pageOf, type WrittenReport } from './feeds.ts';
import { paintPictures, type PictureJob } from './paint-pictures.ts';
import { samplePress } from './press.ts';
import type { PressLanguage, SamplePaper } from './press-types.ts';
import { weekdayMover } from './weekdays.ts';

/** Where, when and how. */
export interface SiteOptions {
  /** One folder a host is made in here. */
  readonly folder: string;
  /** The moment from which stories count back; UTC milliseconds. */
  readonly nowMs: number;
  /** Turns drawings into JPEG files. */
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Writes feeds and pages (new each time) and pictures (kept where they are there).
 *
 * Pictures come first and feeds last, so that nothing that a feed names is missing.
 *
 * @throws the signal's reason when aborted; what is written stays, and the next call goes on.
 * Cost: some 15 seconds of CPU for 33 pictures the first time, in a process of its own; 4 MB.
 */
export async function writeSampleSites(options: SiteOptions): Promise<void> {
  const { papers, stories } = samplePress();
  const byKey = new Map(papers.map((paper) => [paper.key, paper]));
  const written = new Map<SamplePaper, WrittenReport[]>();
  const jobs: PictureJob[] = [];
  for (const story of stories) {
    const startMs = options.nowMs - story.hoursAgo * HOUR_MS;
    const languageOf = ({ paper }: { paper: SamplePaper['key'] }): PressLanguage =>
      byKey.get(paper)?.language ?? 'en';
    const moved = weekdayMover(story, languageOf, startMs);
    for (const [index, report] of story.reports.entries()) {
      const paper = byKey.get(report.paper);
      if (paper === undefined) throw new Error(`no paper ${report.paper}`);
      const file = `pictures/${story.id}.jpg`;
      const pictured = index === 0 && story.picture !== undefined;
      if (pictured && story.picture !== undefined) {
        jobs.push({ name: story.picture, file: join(options.folder, paper.host, file) });
      }
      const one: WrittenReport = {
        storyId: story.id,
        atMs: startMs + report.after * MINUTE_MS,
        title: moved(report.title, paper.language),
        text: report.text.map((text) => moved(text, paper.language)),
        category: story.category,
        ...(pictured ? { picture: { file, alternative: story.alternative ?? '' } } : {}),
      };
      written.set(paper, [...(written.get(paper) ?? []), one]);
    }
  }
  await paintPictures(await missing(jobs), options);
  for (const [paper, reports] of written) await writePaper(options.folder, paper, reports);
}

async function missing(jobs: readonly PictureJob[]): Promise<PictureJob[]> {
  const there = await Promise.all(
    jobs.map(({ file }) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  for (const { file } of jobs) await mkdir(dirname(file), { recursive: true });
  return jobs.filter((_, index) => there[index] !== true);
}

async function writePaper(
  folder: string,
  paper: SamplePaper,
  reports: readonly WrittenReport[],
): Promise<void> {
  const site = join(folder, paper.host);
  await mkdir(site, { recursive: true });
  for (const report of reports) {
    await writeWhole(join(site, `${report.storyId}.html`), pageOf(paper, report));
  }
  await writeWhole(join(site, paper.feedFile), feedOf(paper, reports));
}

/** Whoever reads meanwhile finds the old file or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
