// What a rehearsal found, as bidders may read it: counts, digests, names of tables and columns. Nothing that names a person.

import { Type, type Static } from 'typebox';
import { formatBytes, formatCount } from '../../backup/tell.ts';
import type { ComparedSet, Comparison } from '../compare/types.ts';
import type { Imported } from '../import/import-packages.ts';

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Set = Type.Object({
  name: Type.String(),
  rows: Count,
  digest: Type.String(),
  same: Type.Boolean(),
  different: Count,
  /** Written or deleted by a seller that went on while this was done. */
  movedOn: Count,
});

const RehearsalReport = Type.Object({
  v: Type.Literal(1),
  passed: Type.Boolean(),
  /** Why not, in sentences. */
  failures: Type.Array(Type.String()),
  package: Type.Object({
    id: Type.String(),
    packages: Count,
    statementDigest: Type.String(),
    rows: Count,
    files: Count,
    fileBytes: Count,
    jobs: Count,
    keys: Count,
    erasures: Count,
    holds: Count,
  }),
  tables: Type.Array(Set),
  streams: Type.Array(Set),
  named: Type.Array(Set),
  keys: Type.Array(Set),
  files: Type.Array(Set),
  people: Type.Object({
    people: Count,
    rows: Count,
    fields: Count,
    different: Count,
    opened: Count,
    closed: Count,
  }),
  /** By table and column: how many of the listed differences. */
  differences: Type.Array(
    Type.Object({
      in: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      columns: Type.String(),
      count: Count,
    }),
  ),
  withheld: Type.Object({
    /** Files and values that were looked for, byte by byte. */
    files: Count,
    values: Count,
    /** Pieces of those files, none of them only a name or an id. */
    pieces: Count,
    /** Files of which too few such pieces could be taken: they cannot be looked for. */
    silent: Type.Array(Type.String()),
    searchedBytes: Count,
    found: Type.Array(Type.String()),
  }),
  feed: Type.Object({
    viewers: Count,
    /** Who got a page before anything was learned, and how long the slowest took. */
    atOnce: Count,
    slowestMs: Type.Number(),
    learnedMs: Type.Number(),
    afterLearning: Count,
    /** Of the pages before and after learning: what both show. */
    overlap: Type.Number(),
    /** An order closes the whole app: nobody can be asked for a page. */
    isClosed: Type.Boolean(),
    modelDigest: Type.String(),
  }),
  tookMs: Count,
});
/** The report of a rehearsal. */
export type RehearsalReport = Static<typeof RehearsalReport>;

/** What a comparison, an import, a search and feeds come to. */
export interface Rehearsed {
  imported: Imported;
  comparison: Comparison;
  withheld: RehearsalReport['withheld'];
  feed: RehearsalReport['feed'];
  tookMs: number;
}

export function reportOf({
  imported,
  comparison,
  withheld,
  feed,
  tookMs,
}: Rehearsed): RehearsalReport {
  const failures = failuresOf(comparison, withheld, feed);
  const { keys } = imported;
  return {
    v: 1,
    passed: failures.length === 0,
    failures,
    package: {
      id: imported.package,
      packages: imported.packages,
      statementDigest: imported.statementDigest,
      rows: Object.values(imported.tables).reduce((sum, rows) => sum + rows, 0),
      files: imported.files.count,
      fileBytes: imported.files.bytes,
      jobs: imported.jobs,
      ...{ keys: keys.keys, erasures: keys.erasures, holds: keys.holds },
    },
    tables: comparison.tables.map(toldSet),
    streams: comparison.streams.map(toldSet),
    named: comparison.named.map(toldSet),
    keys: comparison.keys.map(toldSet),
    files: comparison.files.map(toldSet),
    people: comparison.people,
    differences: grouped(comparison),
    ...{ withheld, feed, tookMs },
  };
}

function toldSet(set: ComparedSet): RehearsalReport['tables'][number] {
  const movedOn = set.movedOn + set.goneSince;
  const isSame = set.seller.digest === set.buyer.digest || (movedOn > 0 && set.different === 0);
  return {
    ...{ name: set.name, rows: set.buyer.count, digest: set.buyer.digest },
    ...{ same: isSame, different: set.different, movedOn },
  };
}

function grouped({ differences }: Comparison): RehearsalReport['differences'] {
  const groups = new Map<string, RehearsalReport['differences'][number]>();
  for (const { in: where, name, kind, columns } of differences) {
    const told = { in: where, name, kind, columns: columns.join(', ') };
    const id = JSON.stringify(told);
    const group = groups.get(id) ?? { ...told, count: 0 };
    group.count += 1;
    groups.set(id, group);
  }
  return [...groups.values()];
}

function failuresOf(
  comparison: Comparison,
  withheld: RehearsalReport['withheld'],
  feed: RehearsalReport['feed'],
): string[] {
  const failures: string[] = [];
  const { differenceCount, people } = comparison;
  if (differenceCount > 0)
    failures.push(`${formatCount(differenceCount)} differences between the seller and the import.`);
  if (people.different > 0)
    failures.push(
      `${formatCount(people.different)} rows of people chosen by chance are not the same.`,
    );
  if (withheld.found.length > 0)
    failures.push(`Something withheld was found: ${withheld.found.slice(0, 3).join('; ')}.`);
  if (withheld.silent.length > 0)
    failures.push(
      `Something withheld cannot be looked for, it only names things: ${withheld.silent.slice(0, 3).join('; ')}.`,
    );
  if (feed.isClosed) return failures;
  if (feed.atOnce < feed.viewers)
    failures.push(`${formatCount(feed.viewers - feed.atOnce)} viewers got no page at once.`);
  if (feed.afterLearning < feed.viewers)
    failures.push(
      `${formatCount(feed.viewers - feed.afterLearning)} viewers got no page after learning.`,
    );
  return failures;
}

/** @returns the report for people. */
export function reportLines(report: RehearsalReport): string[] {
  const { package: brought, people, withheld, feed } = report;
  const sets = [
    ...report.tables,
    ...report.streams,
    ...report.named,
    ...report.keys,
    ...report.files,
  ];
  const same = sets.filter((set) => set.same).length;
  const moved = report.tables.reduce((sum, set) => sum + set.movedOn, 0);
  return [
    report.passed ? 'PASSED' : 'NOT PASSED',
    ...report.failures.map((failure) => `  ${failure}`),
    `  brought    ${formatCount(brought.rows)} rows, ${formatCount(brought.files)} files (${formatBytes(brought.fileBytes)}), ${formatCount(brought.keys)} keys, ${formatCount(brought.jobs)} waiting jobs`,
    `  compared   ${same} of ${sets.length} tables, streams, orders, clocks, keys and files are the same${moved === 0 ? '' : `; ${formatCount(moved)} rows moved on meanwhile`}`,
    `  people     ${formatCount(people.people)} field by field: ${formatCount(people.fields)} fields, ${formatCount(people.opened)} sealed values open on both sides, ${formatCount(people.different)} rows differ`,
    `  withheld   ${formatCount(withheld.files)} files (${formatCount(withheld.pieces)} pieces) and ${formatCount(withheld.values)} values looked for in ${formatBytes(withheld.searchedBytes)}: ${withheld.found.length === 0 ? 'nothing found' : `${withheld.found.length} found`}`,
    feed.isClosed
      ? '  feed       an order closes the whole app: nobody could be asked for a page'
      : `  feed       ${feed.atOnce} of ${feed.viewers} viewers got a page at once, slowest ${feed.slowestMs.toFixed(0)} ms; learned anew in ${(feed.learnedMs / 1_000).toFixed(1)} s`,
    ...report.differences.map(
      ({ in: where, name, kind, columns, count }) =>
        `  differs    ${where} ${name}: ${formatCount(count)} ${kind}${columns === '' ? '' : ` (${columns})`}`,
    ),
  ];
}
