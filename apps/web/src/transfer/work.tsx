// What runs for the deal on this machine just now, and the documents that its steps left, each with the digest that an act
// names.

import type { DealRoom, DealWork } from '@jhalak/contracts/handover-room';
import { usePolled } from '../border/use-polled.ts';
import { bytesText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { clockText } from './clock.tsx';
import { Digest } from './digest.tsx';

/** A step writes its line twice a second. */
const EVERY_MS = 2_000;

export function Work({ room, nowMs }: { room: DealRoom; nowMs: number }) {
  const { t } = useApp();
  const { value } = usePolled<DealWork>(`/v1/handover/deals/${room.view.deal}/work`, EVERY_MS);
  if (value === null) return null;
  const { running, documents } = value;
  // What was agreed and taken back was named once: the record knows, its steps do not.
  const named = new Set(room.steps.map(({ digest }) => digest));
  for (const { rehearsal } of room.view.bidders) named.add(rehearsal);
  return (
    <section class="deal-work" aria-labelledby="work-title">
      {running !== undefined && (
        <div class="work-running" role="status">
          <b>{t('transfer.running')}</b>
          <code>{running.line}</code>
          <small>
            {t('transfer.runningFor', {
              time: clockText(Math.max(0, nowMs - running.startedAtMs)),
            })}
          </small>
        </div>
      )}
      <h2 id="work-title">{t('transfer.documents')}</h2>
      {documents.length === 0 ? (
        <p class="outside-none">{t('transfer.noDocuments')}</p>
      ) : (
        <ul>
          {documents.map((one) => (
            <li key={one.name}>
              <Document document={one} isNamed={named.has(one.digest)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface DocumentProps {
  document: DealWork['documents'][number];
  isNamed: boolean;
}

function Document({ document, isNamed }: DocumentProps) {
  const { t } = useApp();
  const { name, digest, bytes, text } = document;
  const report = text === undefined ? undefined : reportIn(text);
  return (
    <>
      <p class="document-name">
        <code>{name}</code>
        <small>
          {bytesText(bytes)} · {t(isNamed ? 'transfer.named' : 'transfer.notNamed')}
        </small>
      </p>
      {report !== undefined && (
        <p class={report.differences === 0 ? 'verdict-line is-good' : 'verdict-line is-bad'}>
          <Icon name={report.differences === 0 ? 'check' : 'flag'} />
          {t('transfer.rehearsalReport')}:{' '}
          {report.differences === 0
            ? t('transfer.same')
            : t('transfer.differences', { count: report.differences })}
        </p>
      )}
      <Digest name="SHA-256" hex={digest} />
      {text !== undefined && (
        <details>
          <summary>{t('transfer.document')}</summary>
          <pre class="act-json" tabIndex={0}>
            {pretty(text)}
          </pre>
        </details>
      )}
    </>
  );
}

/** @returns how much differed, where a document is the report of a rehearsal. */
function reportIn(text: string): { differences: number } | undefined {
  const found = parse(text);
  const report = isReport(found)
    ? found
    : isReport(found?.['report'])
      ? found['report']
      : undefined;
  return report === undefined ? undefined : { differences: report.differences.length };
}

interface Report {
  differences: unknown[];
  tables: unknown[];
}

function isReport(value: unknown): value is Report {
  if (typeof value !== 'object' || value === null) return false;
  const { differences, tables } = value as Partial<Report>;
  return Array.isArray(differences) && Array.isArray(tables);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function pretty(text: string): string {
  const value = parse(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}
