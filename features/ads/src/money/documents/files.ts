// A document's PDF: written out once, and the same bytes ever after, whatever later versions of this program would draw.

import type { Database } from '@jhalak/ports';
import { readDocument } from './read-documents.ts';

/** @throws `ads.not_found`. Cost: a point read; the first time some 150 ms. */
export async function documentFile(
  database: Database,
  organisation: string,
  documentId: string,
): Promise<{ pdf: Buffer; name: string }> {
  const document = await readDocument(database, organisation, documentId);
  const name = `${document.number.replaceAll('/', '-')}.pdf`;
  const kept = await readFile(database, organisation, documentId);
  if (kept !== undefined) return { pdf: kept, name };
  // The typesetter and its fonts are for who bills, not for every process of a cell.
  const { documentPdf } = await import('./pdf.ts');
  const pdf = await documentPdf(document);
  await database.query(
    {
      name: 'ads.keep_document_file',
      text: `INSERT INTO ad_document_files (organisation, document_id, pdf) VALUES ($1, $2, $3)
        ON CONFLICT (organisation, document_id) DO NOTHING`,
    },
    [organisation, documentId, pdf],
  );
  // Of two who wrote it at once the first counts.
  return { pdf: (await readFile(database, organisation, documentId)) ?? pdf, name };
}

async function readFile(
  database: Database,
  organisation: string,
  documentId: string,
): Promise<Buffer | undefined> {
  const [row] = await database.query<{ pdf: Buffer }>(
    {
      name: 'ads.document_file',
      text: 'SELECT pdf FROM ad_document_files WHERE organisation = $1 AND document_id = $2',
    },
    [organisation, documentId],
  );
  return row?.pdf;
}
