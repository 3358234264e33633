// The operator's map, and the auditor's reading room.

import { defineRoute, type Route } from '@jhalak/contracts';
import { AuditLogPage, AuditLogQuery, AuditLookList, BorderMap } from '@jhalak/contracts/audit';
import { assert } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { BORDER_READERS } from '../gateway/routes/readers.ts';
import type { ExportWriter } from './export-writer.ts';
import { readLog } from './log-reader.ts';
import type { Looks } from './looks.ts';

/** An export reads everything; nobody needs more in a minute. */
const EXPORTS_PER_MINUTE = 6;

export interface OversightRouteDeps {
  database: Database;
  looks: Looks;
  map: () => Promise<BorderMap>;
  writer: ExportWriter;
  cellId(): Promise<string>;
  size(): Promise<number>;
}

const shared = { tag: 'border', access: BORDER_READERS, owner: 'staff' } as const;

export function oversightRoutes(deps: OversightRouteDeps): Route[] {
  return [
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/border/map',
      name: 'getBorderMap',
      summary: 'What data, models and code sit where, what crossed to whom, and how the log is',
      replies: { 200: BorderMap },
      handle: async () => ({ status: 200, json: await deps.map() }),
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/audit/log',
      name: 'listAuditLog',
      summary: 'Entries of the public log by kind, or all about one thing, the newest first',
      query: AuditLogQuery,
      replies: { 200: AuditLogPage },
      async handle({ query }) {
        const where = { cellId: await deps.cellId(), size: await deps.size() };
        return { status: 200, json: await readLog(deps.database, where, query) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'GET',
      path: '/v1/audit/looks',
      name: 'listAuditLooks',
      summary: 'What auditors read, counted by person, route and day, the newest first',
      replies: { 200: AuditLookList },
      handle: async () => ({ status: 200, json: { items: await deps.looks.list() } }),
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/v1/audit/export',
      name: 'exportAudit',
      summary:
        'Everything that the caller may audit as one signed file; `jhalak audit verify` checks it',
      ratePerMinute: EXPORTS_PER_MINUTE,
      replies: { 200: null },
      async handle({ caller }) {
        assert(caller, 'the route asks for a role');
        return await deps.writer.reply(caller);
      },
    }),
  ];
}
