// The sample world's papers: their sites as files, and publishers whose feeds are read like any other's. Safe to stop and
// start again at any point: a paper is known by its home.

import type { Logger } from '@jhalak/kernel';
import { samplePress, writeSampleSites } from '@jhalak/samples';
import type { Cell } from './wiring/cell.ts';

export interface PressOptions {
  cell: Cell;
  logger: Logger;
  /** Where sample hosts' files lie. */
  sitesFolder: string;
  /** Whether papers that were removed once come back; a mere start leaves them removed. */
  again: boolean;
}

/** What is invented belongs to nobody. */
const LICENCE = {
  name: 'CC0-1.0',
  url: 'https://creativecommons.org/publicdomain/zero/1.0/',
  text: 'full',
  pictures: true,
} as const;

/** @returns how many papers were added. Cost: some 5 CPU seconds of painting the first time, else nothing. */
export async function fillPress(options: PressOptions, signal: AbortSignal): Promise<number> {
  const { cell, sitesFolder } = options;
  const there = (await cell.publishers.samples()).filter(
    (sample) => !sample.ended || !options.again,
  );
  const homes = new Set(there.map((sample) => sample.home));
  const papers = samplePress().papers.filter((paper) => !homes.has(homeOf(paper.host)));
  if (papers.length === 0) return 0;
  await writeSampleSites({
    folder: sitesFolder,
    nowMs: cell.parts.clock.nowMs(),
    ffmpegPath: 'ffmpeg',
    signal,
  });
  for (const paper of papers) {
    signal.throwIfAborted();
    await cell.publishers.addSample({
      name: paper.name,
      home: homeOf(paper.host),
      attribution: paper.attribution,
      licence: LICENCE,
      // A feed that tells all leaves its pages nothing to add.
      readsArticles: !paper.wholeTexts,
      feeds: [{ url: `https://${paper.host}/${paper.feedFile}`, language: paper.language }],
    });
  }
  options.logger.info({ papers: papers.length }, 'the sample press was added');
  return papers.length;
}

function homeOf(host: string): string {
  return `https://${host}/`;
}
