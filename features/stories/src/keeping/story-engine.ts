// The engine in memory: which of the latest reports tell one event. It is made anew from what is stored when a process
// starts, or when it no longer holds what is stored; what was decided before is never decided again.

import type { PublisherReport } from '@jhalak/publishers';
import { StoryClusters } from '../clustering/clusters.ts';
import { readArticle, type Article, type ReadArticle } from '../text/read-article.ts';

/** Where the journal told of a report: the order in which the engine reads. */
export interface Place {
  window: number;
  position: number;
}

/** Read reports that are kept at hand, because the next report of their story has the story told again. */
const READ_MAX = 1_000;
/** Reports that are no longer in memory are forgotten after so many new ones. */
const FORGET_EVERY = 5_000;
const UUID_LENGTH = 36;

export class StoryEngine {
  readonly #clusters = new StoryClusters({ keep: 'recent' });
  /** Report to its name in the clusters. */
  readonly #names = new Map<string, string>();
  readonly #read = new Map<string, ReadArticle>();
  #sinceForgotten = 0;

  /** @returns whether the report is in memory: placed and not too old. */
  knows(reportId: string): boolean {
    const name = this.#names.get(reportId);
    return name !== undefined && this.#clusters.storyOf(name) !== undefined;
  }

  /**
   * Reads a report and puts it to the others; one that was placed before is taken out first.
   *
   * @returns the other reports of its story, and whether stories became one by it. Cost: some milliseconds.
   */
  place(report: PublisherReport, at: Place): { mates: string[]; merged: boolean } {
    this.remove(report.id);
    const name = nameOf(report, at);
    const read = this.read(report);
    const { merged } = this.#clusters.add({ ...read, article: { ...read.article, id: name } });
    this.#names.set(report.id, name);
    this.#forget();
    const members = this.#clusters.storyOf(name)?.reports ?? [];
    const mates = members.map(reportOf).filter((id) => id !== report.id);
    return { mates, merged: merged.length > 0 };
  }

  /** Reads a report again and puts it to the story that it was put to before, which began at a time. */
  restore(report: PublisherReport, at: Place, story: { id: string; firstAtMs: number }): void {
    this.remove(report.id);
    const name = nameOf(report, at);
    const read = readArticle(articleOf(report));
    this.#clusters.restore({ ...read, article: { ...read.article, id: name } }, story);
    this.#names.set(report.id, name);
    this.#forget();
  }

  remove(reportId: string): void {
    const name = this.#names.get(reportId);
    if (name !== undefined) this.#clusters.remove(name);
    this.#names.delete(reportId);
  }

  /** Reads a report as the engine does. Cost: half a millisecond, nothing when it was read lately. */
  read(report: PublisherReport): ReadArticle {
    // A publisher may take another name, which no version of its reports counts.
    const key = `${report.id}/${report.version}/${report.publisher.name}`;
    const known = this.#read.get(key);
    this.#read.delete(key);
    const read = known ?? readArticle(articleOf(report));
    this.#read.set(key, read);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= READ_MAX) break;
      this.#read.delete(oldest);
    }
    return read;
  }

  #forget(): void {
    this.#sinceForgotten += 1;
    if (this.#sinceForgotten < FORGET_EVERY) return;
    this.#sinceForgotten = 0;
    for (const [id, name] of this.#names)
      if (this.#clusters.storyOf(name) === undefined) this.#names.delete(id);
  }
}

/** @returns a report as the engine takes it. */
export function articleOf(report: PublisherReport): Article {
  return {
    id: report.id,
    publisher: report.publisher.name,
    language: report.language,
    publishedAtMs: report.publishedAtMs,
    title: report.title,
    text: report.text,
  };
}

/** The clusters name a story by its first report: a report that comes again must not bring back an old name. */
function nameOf({ id }: PublisherReport, at: Place): string {
  return `${id}/${at.window}.${at.position}`;
}

function reportOf(name: string): string {
  return name.slice(0, UUID_LENGTH);
}
