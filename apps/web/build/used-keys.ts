// Which messages the sources use, found by reading them. The first load carries only the messages of its own modules.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SRC = join(import.meta.dirname, '../src');

/** Modules that are fetched when they are needed, or never by a browser. A test looks into the built files whether this list is true. */
const FETCHED_LATER = [
  /^(?:account|ad-library|ads|audit|border|budget|comments|compare|counting|create|desk|discover|embed|family|genre|grievance|handover|inbox|kept|lock|looks|me|moderation|notice|orders|partner|people|person|record|region|saved|scrub|server|screen-time|settings|share|shared-in|staff|stories|subtitles|tag|taste|transfer|uploads|work)\//u,
  /^sound\/(?!sound-name)/u,
  /^feed\/(?:ads\/|(?:sheets|side-words|why-sheet)\.tsx$|(?:beside-play|media-session)\.ts$)/u,
  /^shell\/(?:after-start|blur-of|brand-font|failed|not-found-screen|report-sheet|sheet|sure-button|tab-row|use-pages)\.tsx?$/u,
];

export interface UsedKeys {
  /** Keys that are written out. */
  exact: ReadonlySet<string>;
  /** Keys that are built from a template: `genre.${genre}`. */
  patterns: readonly RegExp[];
}

/** @param part `first`: modules of the first load; `all`: every module. Cost: reads the sources once. */
export async function usedKeys(part: 'first' | 'all'): Promise<UsedKeys> {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  for (const path of await readdir(SRC, { recursive: true })) {
    if (!/\.tsx?$/u.test(path) || /\.(?:test|gen)\.ts$/u.test(path)) continue;
    if (part === 'first' && FETCHED_LATER.some((later) => later.test(path))) continue;
    const text = await readFile(join(SRC, path), 'utf8');
    for (const [, call = ''] of text.matchAll(/\bt\(([^)]*)\)/gu)) {
      for (const [, key = ''] of call.matchAll(/'([a-zA-Z]+\.[\w-]+)'/gu)) exact.add(key);
      for (const [, template = ''] of call.matchAll(/`([a-zA-Z]+\.[^`]*)`/gu)) {
        const fixed = template.split(/\$\{[^}]*\}/u).map((words) => words.replace('.', '\\.'));
        patterns.push(new RegExp(`^${fixed.join('[\\w-]+')}$`, 'u'));
      }
    }
  }
  return { exact, patterns };
}

/** @returns whether the key is among them. */
export function isUsed({ exact, patterns }: UsedKeys, key: string): boolean {
  return exact.has(key) || patterns.some((pattern) => pattern.test(key));
}
