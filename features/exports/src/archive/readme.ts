// README.txt of an archive: in English, for whoever reads the files with a program.

import { personName, toldName } from '../columns.ts';
import type { ExportPlan, PlannedFile } from '../plan.ts';

export interface ReadmeFacts {
  personId: string;
  /** When reading began and ended. */
  fromMs: number;
  untilMs: number;
  /** Sealed values that did not open. */
  unopened: number;
  /** Files of clips that are damaged or missing in the store. */
  lostFiles: number;
}

/** @returns the text. Cost: none. */
export function readmeText(plan: ExportPlan, facts: ReadmeFacts): string {
  return [
    'JHALAK: AN ARCHIVE OF ONE PERSON',
    '',
    `Person ${facts.personId}`,
    `Read from ${iso(facts.fromMs)} to ${iso(facts.untilMs)}: each file as it stood at a moment between the two.`,
    '',
    'index.html      opens in any browser, without network',
    'NAME.json       rows as plain JSON: about, schema, rows, count',
    'schemas/        JSON Schema (2020-12) of each of these',
    'clips/ID/       files of one clip: as you sent it, where that is kept; the best encoding; its picture; its caption',
    'clip-files.json which file is what, and clips without files with the reason',
    'SHA256SUMS      sha256sum -c SHA256SUMS',
    'proof.json      whose archive it is, signed by the service that made it over SHA256SUMS: for another one to take it in',
    '',
    'Every time whose name ends in Ms, and `at`, is in UTC milliseconds since 1970. Ids are UUIDs.',
    'As you sent it means: with whatever your device wrote into the file (a place, a model) and with what you cut away.',
    ...(facts.unopened === 0
      ? []
      : ['', `${facts.unopened} sealed values are damaged and stand as null.`]),
    ...(facts.lostFiles === 0
      ? []
      : [
          '',
          `${facts.lostFiles} files of clips are damaged or missing in the store and left out: clip-files.json names each.`,
        ]),
    '',
    'WHAT THE NAMES MEAN',
    ...plan.files.flatMap(fileLines),
    '',
    'WHAT IS NOT HERE, AND WHY',
    'Uploads that never became clips: their bytes go within a day; what happened to them is in uploads.json.',
    ...plan.leftOut.map(({ name, why }) => `${name}: ${why}`),
    '',
  ].join('\n');
}

function fileLines(planned: PlannedFile): string[] {
  const all = planned.from === 'table' ? [planned.told] : [...planned.streams.values()];
  const fields = new Map<string, string>();
  const without = new Map<string, string>();
  for (const told of all) {
    const nameOf = (name: string): string =>
      planned.from === 'table' ? (told.opens?.[name]?.as ?? toldName(name)) : name;
    for (const [name, text] of Object.entries(told.fields)) fields.set(nameOf(name), text);
    for (const column of told.people ?? [])
      fields.set(personName(column), 'The public name of that person; null when there is none.');
    for (const [name, why] of Object.entries(told.without ?? {})) without.set(nameOf(name), why);
  }
  return [
    '',
    `${planned.file}.json: ${planned.what}`,
    ...(planned.from === 'streams'
      ? ['  atMs, recordedAtMs: When it was recorded.', '  stream, type: What happened.']
      : []),
    ...[...fields].map(([name, text]) => `  ${name}: ${text}`),
    ...[...without].map(([name, why]) => `  not told: ${name} (${why})`),
  ];
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
