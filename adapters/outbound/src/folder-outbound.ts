// Sample hosts as folders: `https://paper.samples.invalid/feed.xml` is `FOLDER/paper.samples.invalid/feed.xml`. The names
// end in .invalid, which never exists in the world (RFC 6761), so that nothing here can be mistaken for a real site.

import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Clock } from '@jhalak/kernel';
import type { AllowList, Outbound, OutboundReply, OutboundRequest } from '@jhalak/ports';
import { TERMS } from './settings.ts';
import { refused } from './target.ts';

/** Every host below this name is a folder. */
export const SAMPLE_HOSTS = '.samples.invalid';

const TYPES: Readonly<Record<string, string>> = {
  '.xml': 'application/xml',
  '.rss': 'application/rss+xml',
  '.atom': 'application/atom+xml',
  '.json': 'application/feed+json',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.svg': 'image/svg+xml',
};

export interface FolderOutboundOptions {
  /** One folder a host inside. Need not exist yet. */
  folder: string;
  allowList: AllowList;
  clock: Clock;
}

/** @returns a client that reads files and dials nobody. */
export function folderOutbound(options: FolderOutboundOptions): Outbound {
  return new FolderOutbound(options);
}

class FolderOutbound implements Outbound {
  readonly #options: FolderOutboundOptions;
  #closed = false;

  constructor(options: FolderOutboundOptions) {
    this.#options = options;
  }

  async fetch(request: OutboundRequest): Promise<OutboundReply> {
    request.signal?.throwIfAborted();
    if (this.#closed) {
      return { kind: 'failed', reason: 'connection', detail: 'This client was closed.' };
    }
    const url = readSampleUrl(request.url);
    if ('kind' in url) return url;
    const { allowList, clock } = this.#options;
    const rule = await allowList.find(request.destination, url.hostname, clock.nowMs());
    if (rule === undefined) {
      return refused(
        'not_allowed',
        `${url.hostname} is not on the list for ${request.destination}.`,
      );
    }
    const path = await this.#locate(url);
    return path === undefined ? missing(url.hostname) : await read(request, url, path);
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #locate(url: URL): Promise<string | undefined> {
    const parts = pathParts(url);
    if (parts === undefined) return undefined;
    const root = join(this.#options.folder, url.hostname);
    try {
      const path = await realpath(join(root, ...parts));
      // A link that leads out of the host's folder is not followed.
      return path.startsWith(`${await realpath(root)}${sep}`) ? path : undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && MISSING_CODES.has(String(error.code))) {
        return undefined;
      }
      throw error;
    }
  }
}

const MISSING_CODES = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES']);
/** Deeper paths are no sample's. */
const PATH_PARTS_MAX = 8;

function readSampleUrl(text: string): URL | ReturnType<typeof refused> {
  const url = URL.parse(text);
  if (url === null) return refused('url_invalid', 'This is not an address of the web.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refused('scheme', 'Only http and https addresses are fetched.');
  }
  if (url.username !== '' || url.password !== '') {
    return refused('credentials', 'An address with a user name or password is not fetched.');
  }
  if (url.port !== '') return refused('port', 'Samples have no other ports.');
  if (!url.hostname.endsWith(SAMPLE_HOSTS)) {
    return refused('host', `${url.hostname} is no sample host.`);
  }
  url.hash = '';
  return url;
}

/** Only plain names: no dot files, no way up, nothing encoded twice. */
function pathParts(url: URL): string[] | undefined {
  const parts = url.pathname.split('/').slice(1);
  const plain = parts.every((part) => /^[a-z0-9_-][a-z0-9._-]{0,99}$/i.test(part));
  return plain && parts.length > 0 && parts.length <= PATH_PARTS_MAX ? parts : undefined;
}

async function read(request: OutboundRequest, url: URL, path: string): Promise<OutboundReply> {
  const terms = TERMS[request.destination];
  const found = await stat(path);
  if (!found.isFile()) return missing(url.hostname);
  const contentType = TYPES[extname(path)] ?? 'application/octet-stream';
  if (!terms.contentTypes.includes(contentType)) {
    return refused('content_type', `${contentType} is not one of ${request.destination}.`);
  }
  if (found.size > terms.bytes) {
    return refused(
      'too_large',
      `${url.hostname} has more than ${terms.bytes / 1_000_000} MB there.`,
    );
  }
  const body = await readFile(path);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  request.signal?.throwIfAborted();
  if (request.validators?.etag === etag) return { kind: 'not_modified', validators: { etag } };
  return {
    kind: 'ok',
    url: url.href,
    permanentUrl: url.href,
    contentType,
    body,
    validators: { etag },
  };
}

function missing(host: string): OutboundReply {
  return { kind: 'failed', reason: 'not_found', status: 404, detail: `${host} has nothing there.` };
}
