// Texts in files, each beginning with its date, as articles: for trying the story engine without publishers.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Article } from '@jhalak/stories';
import { CommandError } from '../command.ts';

/** A folder with more is no hand-made set; the stream is for those. */
const FILES_MAX = 20_000;
/** The longest report is far below. */
const FILE_BYTES_MAX = 1024 * 1024;
/** A first line no longer than this, without a full stop and with text behind it, is a headline. */
const TITLE_MAX = 160;

const DATE = /^\s*date[:\s]\s*(\d{4}-\d{2}-\d{2})(?!\d)[ \t]*/i;

export interface ArticleFolder {
  /** One a file, by name; the name is its id. */
  articles: Article[];
  /** A sentence for each file that is no such text, naming it. */
  leftOut: string[];
}

/**
 * @param folder every file in it that is not hidden is read; folders in it are not. One file that is no article keeps nobody
 *   from the others.
 * @throws CommandError with a sentence that names the folder, or the file where there is no other.
 */
export async function readArticleFolder(folder: string): Promise<ArticleFolder> {
  const names = await fileNames(folder);
  if (names.length === 0)
    throw new CommandError(`${folder} holds no texts: put one article in each file.`);
  if (names.length > FILES_MAX)
    throw new CommandError(`${folder} holds ${names.length} files; at most ${FILES_MAX} are read.`);
  const articles: Article[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    try {
      articles.push(articleOf(name, await readText(join(folder, name))));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      leftOut.push(error.message);
    }
  }
  if (articles.length === 0) throw new CommandError(leftOut.join('\n'));
  return { articles, leftOut };
}

async function fileNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .toSorted();
  } catch (cause) {
    throw new CommandError(`${folder} is no folder that can be read.`, { cause });
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > FILE_BYTES_MAX)
    throw new CommandError(`${path} is larger than ${FILE_BYTES_MAX} bytes: no article is.`);
  const bytes = await readFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CommandError(`${path} is not UTF-8 text.`, { cause });
  }
}

function articleOf(name: string, text: string): Article {
  const match = DATE.exec(text);
  const day = match?.[1] ?? '';
  const atMs = Date.parse(`${day}T00:00:00Z`);
  if (match === null || Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== day) {
    throw new CommandError(
      `${name} does not begin with its date: "date 2021-02-13", then the text.`,
    );
  }
  const body = text.slice(match[0].length).trim();
  if (body === '') throw new CommandError(`${name} has no text behind its date.`);
  const [first = '', ...rest] = body.split('\n');
  const isTitle =
    rest.join('').trim() !== '' &&
    first.trim().length <= TITLE_MAX &&
    !/[.!?।…:;,"”]\s*$/u.test(first);
  return {
    id: name,
    publisher: '',
    language: '',
    publishedAtMs: atMs,
    title: isTitle ? first.trim() : '',
    text: isTitle ? rest.join('\n') : body,
  };
}
