// Brings the signed export to the disk of whoever reads. It is too large for the API's client, which reads JSON.

/** Ten million entries take minutes on a small machine. */
const TIMEOUT_MS = 600_000;

/** @returns the file's name; undefined when there was none. */
export async function takeExport(): Promise<string | undefined> {
  try {
    const reply = await fetch('/v1/audit/export', {
      method: 'POST',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!reply.ok) return undefined;
    const named = /filename="([^"]+)"/u.exec(reply.headers.get('content-disposition') ?? '');
    const name = named?.[1] ?? 'jhalak-audit.ndjson';
    const address = URL.createObjectURL(await reply.blob());
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    URL.revokeObjectURL(address);
    return name;
  } catch {
    return undefined;
  }
}
