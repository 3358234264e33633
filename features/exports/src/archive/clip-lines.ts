// clip-files.json: which file of the archive is what, and what is missing why.

import type { JsonObject } from '@jhalak/ports';
import type { NotIncluded } from './clip-files.ts';
import type { ClipFile, LostFile } from './whole-file.ts';

/** One line: a file that is in, one that is lost here (`why`), or a clip without any file. */
export type ClipLine =
  | { videoId: string; path: string; holds: ClipFile['holds']; bytes: number; sha256: string }
  | ({ videoId: string } & LostFile)
  | { videoId: string; notIncluded: NotIncluded };

const SCHEMA_PATH = 'schemas/clip-files.schema.json';
const ABOUT =
  'Which file of each clip is what; files that are damaged or missing in the store and therefore left out, with why; and clips without any file, with the reason.';

/** @returns the file, a line each. */
export function clipLinesText(lines: readonly ClipLine[]): string {
  const head = `"about": ${JSON.stringify(ABOUT)},\n"schema": ${JSON.stringify(SCHEMA_PATH)}`;
  const text = lines.map((line) => JSON.stringify(line)).join(',\n');
  return `{\n${head},\n"files": [\n${text}\n]\n}\n`;
}

const ID: JsonObject = { type: 'string', format: 'uuid', description: 'The clip.' };
const HOLDS: JsonObject = {
  enum: ['original', 'encoding', 'picture'],
  description: 'As you sent it; as it was published; the picture before it plays.',
};

/** JSON Schema of the file. */
export const CLIP_LINES_SCHEMA: { path: string; schema: JsonObject } = {
  path: SCHEMA_PATH,
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'clip-files',
    description: ABOUT,
    type: 'object',
    properties: {
      about: { type: 'string' },
      schema: { type: 'string' },
      files: {
        type: 'array',
        items: {
          anyOf: [
            closed({
              videoId: ID,
              path: { type: 'string', description: 'Within this archive.' },
              holds: HOLDS,
              bytes: { type: 'integer' },
              sha256: { type: 'string' },
            }),
            closed({
              videoId: ID,
              holds: HOLDS,
              name: { type: 'string', description: 'How the file would be called.' },
              why: {
                enum: ['damaged', 'missing'],
                description: 'Not as it was written, or not there, although it should be.',
              },
            }),
            closed({
              videoId: ID,
              notIncluded: { enum: ['withheld', 'removed', 'too_large', 'gone', 'damaged'] },
            }),
          ],
        },
      },
    },
    required: ['about', 'schema', 'files'],
    additionalProperties: false,
  },
};

function closed(properties: JsonObject): JsonObject {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}
