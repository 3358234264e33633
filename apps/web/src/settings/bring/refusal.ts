// Whether an archive that did not go was refused, or only the line broke: the same file helps in one case alone.

import type { DetailedError } from 'tus-js-client';
import type { Failure } from '../../api/client.ts';

/** Another request still holds the upload, or too many came: the same file goes on later. */
const PASSING: ReadonlySet<number> = new Set([409, 423, 429]);

/** @returns the server's refusal; undefined where choosing the same file again goes on. */
export function refusalIn(error: Error | DetailedError): Failure | undefined {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (response === null) return undefined;
  const status = response.getStatus();
  const { code, detail } = problemIn(response.getBody());
  const isFinal = code.startsWith('import.') || code === 'upload.disk_full';
  const isRefused = status >= 400 && status < 500 && !PASSING.has(status) && code !== '';
  return isFinal || isRefused ? { kind: 'problem', status, code, detail } : undefined;
}

function problemIn(body: string): { code: string; detail: string } {
  try {
    const { code = '', detail = '' } = JSON.parse(body) as { code?: string; detail?: string };
    return { code, detail };
  } catch {
    return { code: '', detail: '' };
  }
}
