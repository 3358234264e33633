// Writes everything into one archive: rows of every planned file, clips, what explains them, and the digests of it all.

import { createHash } from 'node:crypto';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Clock } from '@jhalak/kernel';
import type { JsonObject } from '@jhalak/ports';
import { liveColumns, type LiveColumn } from '../columns.ts';
import type { ExportPlan } from '../plan.ts';
import { rowsSchema } from '../rows-schema.ts';
import { tellRows } from '../told-rows.ts';
import type { ExportsDeps } from '../types.ts';
import type { ArchiveFile } from './archive-file.ts';
import { proofText } from '../bring/proof.ts';
import { chooseClips, type ChosenClip } from './clip-files.ts';
import { CLIP_LINES_SCHEMA, clipLinesText, type ClipLine } from './clip-lines.ts';
import { writeIndexPage, type PageClip } from './index-page.ts';
import { readmeText } from './readme.ts';
import { produced, wholeText, writeRows } from './text-source.ts';
import { firstWhole, type ClipFile, type LostFile } from './whole-file.ts';

/** Clips with pictures on the archive's page: a browser opens them without trouble, and memory stays small. */
const PAGE_CLIPS_MAX = 1_000;
/** How much of the way the rows are, when nothing is known of what is to come; clips take the rest. */
const RECORDS_SHARE = 0.1;

type ArchiveDeps = Pick<
  ExportsDeps,
  'database' | 'keys' | 'blobs' | 'clips' | 'people' | 'withheld' | 'bring' | 'logger'
> & { clock: Clock };

export interface ArchiveRequest {
  personId: string;
  language: InterfaceLanguage;
  plan: ExportPlan;
  /** Told of every step; throws when the work is to stop. */
  tell(step: 'records' | 'clips' | 'pages', progress: number): Promise<void>;
}

/** What went in. */
export interface ArchiveContent {
  /** Ids of the clips with files in it. */
  clips: string[];
  /** Files that should have gone in, and are damaged or missing here. */
  lostFiles: number;
}

/** Writes all of it; what is damaged in the store is left out and said so, in the archive and to the operator. */
export async function writeArchive(
  deps: ArchiveDeps,
  archive: ArchiveFile,
  request: ArchiveRequest,
): Promise<ArchiveContent> {
  return await new ArchiveWriting(deps, archive, request).run();
}

class ArchiveWriting {
  readonly #deps: ArchiveDeps;
  readonly #archive: ArchiveFile;
  readonly #request: ArchiveRequest;
  readonly #fromMs: number;
  readonly #counts: { file: string; what: string; count: number }[] = [];
  readonly #pageClips: PageClip[] = [];
  readonly #withFiles: string[] = [];
  readonly #lines: ClipLine[] = [];
  #clipCount = 0;
  #lostFiles = 0;
  #unopened = 0;

  constructor(deps: ArchiveDeps, archive: ArchiveFile, request: ArchiveRequest) {
    this.#deps = deps;
    this.#archive = archive;
    this.#request = request;
    this.#fromMs = deps.clock.nowMs();
  }

  async run(): Promise<ArchiveContent> {
    await this.#records();
    await this.#clips();
    await this.#pages();
    return { clips: this.#withFiles, lostFiles: this.#lostFiles };
  }

  async #records(): Promise<void> {
    const { plan, tell } = this.#request;
    const tables = plan.files.flatMap((one) => (one.from === 'table' ? [one.table.name] : []));
    const live = await liveColumns(this.#deps.database, tables);
    for (const [at, planned] of plan.files.entries()) {
      await tell('records', (RECORDS_SHARE * at) / plan.files.length);
      const columns: LiveColumn[] =
        planned.from === 'table' ? (live.get(planned.table.name) ?? []) : [];
      await this.#rows(planned, async (sink) => {
        const { personId } = this.#request;
        this.#unopened += await tellRows(this.#deps, planned, columns, personId, sink);
      });
      const schema = `${JSON.stringify(rowsSchema(planned, columns), null, 1)}\n`;
      await this.#text(`schemas/${planned.file}.schema.json`, schema);
    }
  }

  async #rows(
    { file, what }: { file: string; what: string },
    tell: (sink: (rows: readonly JsonObject[]) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    let count = 0;
    const head = { about: what, schema: `schemas/${file}.schema.json` };
    const source = produced(async (write) => {
      count = await writeRows(write, head, tell);
    });
    await this.#archive.add(`${file}.json`, { source, compress: true });
    this.#counts.push({ file, what, count });
  }

  async #text(path: string, text: string): Promise<void> {
    await this.#archive.add(path, { source: wholeText(text), compress: true });
  }

  async #clips(): Promise<void> {
    const { personId, tell } = this.#request;
    await tell('clips', RECORDS_SHARE);
    let bytesAll = 0;
    for await (const { files } of chooseClips(this.#deps, personId))
      for (const { bytes } of files) bytesAll += bytes;
    let bytesDone = 0;
    for await (const chosen of chooseClips(this.#deps, personId)) {
      const written = await this.#clip(chosen);
      bytesDone += written;
      const share = bytesAll === 0 ? 1 : Math.min(1, bytesDone / bytesAll);
      await tell('clips', RECORDS_SHARE + (0.98 - RECORDS_SHARE) * share);
    }
    await this.#text('clip-files.json', clipLinesText(this.#lines));
    const { path, schema } = CLIP_LINES_SCHEMA;
    await this.#text(path, `${JSON.stringify(schema, null, 1)}\n`);
  }

  async #clip({ clip, files, notIncluded }: ChosenClip): Promise<number> {
    const { videoId, caption, tags, language, publishedAtMs } = clip;
    const lost: LostFile[] = [];
    const page: PageClip = {
      ...{ caption, language, publishedAtMs, notIncluded },
      picture: undefined,
      film: undefined,
      lost: [],
    };
    let bytesAll = 0;
    for (const wanted of files) {
      const found = await firstWhole(wanted);
      lost.push(...found.lost);
      if (found.file === undefined) continue;
      const { path, bytes } = await this.#file(videoId, found.file);
      bytesAll += bytes;
      page[found.file.holds === 'picture' ? 'picture' : 'film'] = path;
    }
    const words = [caption, ...tags.map((tag) => `#${tag}`)].filter((word) => word !== '');
    await this.#text(`clips/${videoId}/caption.txt`, `${words.join('\n')}\n`);
    this.#tellLost(videoId, lost);
    page.lost = [...new Set(lost.map(({ holds }) => holds))];
    if (page.film === undefined) {
      page.notIncluded ??= lost.some(({ holds }) => holds !== 'picture') ? 'damaged' : 'gone';
      this.#lines.push({ videoId, notIncluded: page.notIncluded });
    }
    if (bytesAll > 0) this.#withFiles.push(videoId);
    this.#clipCount += 1;
    if (this.#pageClips.length < PAGE_CLIPS_MAX) this.#pageClips.push(page);
    return bytesAll;
  }

  async #file(videoId: string, file: ClipFile): Promise<{ path: string; bytes: number }> {
    const { holds, name, sha256: noted } = file;
    const path = `clips/${videoId}/${name}`;
    // Deleted since it was read: the next try does without it.
    const source = await file.open();
    if (source === undefined) throw new Error(`a file of clip ${videoId} went while it was read`);
    const { bytes, sha256 } = await this.#archive.add(path, { source, compress: false });
    if (bytes !== file.bytes || (noted !== undefined && noted !== sha256))
      throw new Error(`a file of clip ${videoId} was read otherwise the second time`);
    this.#lines.push({ videoId, path, holds, bytes, sha256 });
    return { path, bytes };
  }

  #tellLost(videoId: string, lost: readonly LostFile[]): void {
    this.#lostFiles += lost.length;
    for (const one of lost) {
      this.#lines.push({ videoId, ...one });
      this.#deps.logger.error({ videoId, ...one }, 'a file of a clip could not go into an archive');
    }
  }

  async #pages(): Promise<void> {
    const { plan, personId, language, tell } = this.#request;
    await tell('pages', 0.98);
    const name = (await this.#deps.people.peopleByIds([personId])).get(personId);
    const facts = {
      language,
      madeAtMs: this.#deps.clock.nowMs(),
      handle: name?.handle,
      clips: this.#pageClips,
      clipCount: this.#clipCount,
      lostFiles: this.#lostFiles,
      files: this.#counts,
    };
    const page = produced(async (write) => await writeIndexPage(write, facts));
    await this.#archive.add('index.html', { source: page, compress: true });
    const untilMs = this.#deps.clock.nowMs();
    const told = {
      ...{ personId, fromMs: this.#fromMs, untilMs },
      ...{ unopened: this.#unopened, lostFiles: this.#lostFiles },
    };
    await this.#text('README.txt', readmeText(plan, told));
    const sums = this.#archive.written.map(({ path, sha256 }) => `${sha256}  ${path}\n`);
    const list = sums.join('');
    await this.#text('SHA256SUMS', list);
    // Over the list of all digests, and therefore not in it.
    const about = { handle: name?.handle ?? '', madeAtMs: untilMs, sums: digestOf(list) };
    await this.#text('proof.json', await proofText(this.#deps.bring.papers, about));
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
