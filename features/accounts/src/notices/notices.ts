// The texts of the notices, as files that nobody changes once they are published: every answer on record names the digest of
// the text that was read, and that text is found by it for as long as the record is.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NoticeText, PUBLISHED_NOTICES, type NoticeList } from '@jhalak/contracts/consent-notice';
import { Value } from 'typebox/value';

const FOLDER = new URL('../../notices/', import.meta.url);

/** Who has read which text as a speaker and stands by it, by its digest: a changed text has no review. */
const REVIEWS: Readonly<Record<string, { by: string; on: string }>> = {};

interface Held {
  text: NoticeText;
  bytes: Buffer;
}

export class Notices {
  readonly #country: string;
  #texts: Promise<ReadonlyMap<string, Held>> | undefined;

  /** @param country whose authority is named, as the cell's region. */
  constructor(country: string) {
    this.#country = country;
  }

  /** @returns today's notice in all its languages, by the languages' own codes. Cost: reads some 60 kB once. */
  async list(): Promise<NoticeList> {
    const texts = await this.#all();
    const [current] = PUBLISHED_NOTICES.slice(-1);
    const languages = Object.values(current?.documents ?? {}).flatMap((sha256) => {
      const held = texts.get(sha256);
      if (held === undefined) return [];
      const { language, name, direction } = held.text;
      return [{ language, name, direction, sha256, reviewed: REVIEWS[sha256] !== undefined }];
    });
    return { version: current?.version ?? '', country: this.#country, languages };
  }

  /** @returns the very bytes that have this digest; undefined where none was published. */
  async bySha256(sha256: string): Promise<Buffer | undefined> {
    return (await this.#all()).get(sha256)?.bytes;
  }

  async #all(): Promise<ReadonlyMap<string, Held>> {
    this.#texts ??= readAll();
    return await this.#texts;
  }
}

/** @throws Error naming the file whose text is not what was published. */
async function readAll(): Promise<ReadonlyMap<string, Held>> {
  const found = new Map<string, Held>();
  for (const { version, documents } of PUBLISHED_NOTICES)
    for (const [language, sha256] of Object.entries(documents)) {
      const file = `${version}/${language}.json`;
      const bytes = await readFile(new URL(file, FOLDER));
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        throw new Error(
          `notices/${file} is not the text that was published: give other words another version`,
        );
      found.set(sha256, { bytes, text: Value.Parse(NoticeText, JSON.parse(bytes.toString())) });
    }
  return found;
}
