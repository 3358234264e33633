// Documents as they are shown.

import type { AdDocument, DocumentKind } from '@jhalak/contracts/ad-money';
import type { Database } from '@jhalak/ports';
import { cursorOf, ID_CURSOR, readCursor } from '../../cursor.ts';
import { unknown } from '../../record.ts';

interface DocumentRow {
  document_id: string;
  content: Omit<AdDocument, 'digest'>;
  digest: string;
}

/** @returns a page, the newest first. @throws `cursor.invalid`. */
export async function listDocuments(
  database: Database,
  organisation: string,
  {
    kind,
    limit,
    cursor,
  }: { kind?: DocumentKind | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: AdDocument[]; next: string | null }> {
  const [before = null] = readCursor(cursor, ID_CURSOR) ?? [];
  const rows = await database.query<DocumentRow>(
    {
      name: 'ads.documents',
      text: `SELECT document_id, content, digest FROM ad_documents
        WHERE organisation = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR document_id < $3)
        ORDER BY document_id DESC LIMIT $4`,
    },
    [organisation, kind ?? null, before, limit],
  );
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    items: rows.map(shown),
    next: last === undefined ? null : cursorOf(last.document_id),
  };
}

/** @throws `ads.not_found`: also for another advertiser's. */
export async function readDocument(
  database: Database,
  organisation: string,
  documentId: string,
): Promise<AdDocument> {
  const [row] = await database.query<DocumentRow>(
    {
      name: 'ads.document',
      text: 'SELECT document_id, content, digest FROM ad_documents WHERE organisation = $1 AND document_id = $2',
    },
    [organisation, documentId],
  );
  if (row === undefined) throw unknown('document');
  return shown(row);
}

function shown({ content, digest }: DocumentRow): AdDocument {
  return { ...content, digest };
}
