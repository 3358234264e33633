// What receiving costs: CPU of the serving process and time a piece, beside a bare node:http server that writes and
// syncs the same bytes without asking who sends them. The client is a process of its own; PostgreSQL's CPU is not counted.
// Run: npm run bench -- uploads

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  METADATA,
  openMediaCell,
  patchHeaders,
  uploadMetadata,
} from '../test/media-cell.fixture.ts';

const FILES = 6;
const FILE_BYTES = 48_000_000;
/** What our web app sends in one request. */
const PIECE_BYTES = 8_000_000;

interface Measured {
  p50Ms: number;
  p99Ms: number;
  megabytesPerSecond: number;
  cpuMsPerMegabyte: number;
}

if (process.argv[2] === 'client') await client(process.argv[3] ?? '', process.argv[4] ?? '');
else await bench();

async function client(url: string, person: string): Promise<void> {
  const piece = new Uint8Array(PIECE_BYTES).fill(7);
  const headers = { 'tus-resumable': '1.0.0', 'x-test-person': person };
  const pieceMs: number[] = [];
  const beganAt = performance.now();
  for (let file = 0; file < FILES; file += 1) {
    const created = await fetch(`${url}/v1/uploads`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(FILE_BYTES),
        'upload-metadata': uploadMetadata(METADATA),
      },
    });
    const path = created.headers.get('location') ?? '';
    for (let offset = 0; offset < FILE_BYTES; offset += PIECE_BYTES) {
      const sentAt = performance.now();
      const reply = await fetch(`${url}${path}`, {
        method: 'PATCH',
        headers: { ...headers, ...patchHeaders(offset) },
        body: piece,
      });
      if (reply.status !== 204) throw new Error(`${reply.status} ${await reply.text()}`);
      pieceMs.push(performance.now() - sentAt);
    }
  }
  process.stdout.write(JSON.stringify({ pieceMs, wallMs: performance.now() - beganAt }));
}

async function measure(url: string, person: string): Promise<Measured> {
  const before = process.cpuUsage();
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'client', url, person], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error('the client failed');
  const { user, system } = process.cpuUsage(before);
  const { pieceMs, wallMs } = JSON.parse(text) as { pieceMs: number[]; wallMs: number };
  const sorted = pieceMs.toSorted((a, b) => a - b);
  const megabytes = (FILES * FILE_BYTES) / 1e6;
  return {
    p50Ms: round(sorted[Math.floor(sorted.length * 0.5)] ?? 0),
    p99Ms: round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    megabytesPerSecond: round(megabytes / (wallMs / 1_000)),
    cpuMsPerMegabyte: round((user + system) / 1_000 / megabytes),
  };
}

async function bench(): Promise<void> {
  const cell = await openMediaCell({ settings: { maxOpenUploadsPerPerson: FILES } });
  const bare = await bareServer(join(cell.parts.folder, 'bare'));
  try {
    const person = await cell.person();
    const rounds = [];
    // In turns, so that the machine's other work falls on both.
    for (let turn = 0; turn < 3; turn += 1) {
      rounds.push({ ours: await measure(cell.url, person), bare: await measure(bare.url, person) });
    }
    for (const one of rounds) process.stdout.write(`${JSON.stringify(one)}\n`);
    const best = rounds
      .map(({ ours }) => ours)
      .toSorted((a, b) => a.cpuMsPerMegabyte - b.cpuMsPerMegabyte)[0];
    const bareBest = Math.min(...rounds.map((one) => one.bare.cpuMsPerMegabyte));
    process.stdout.write(
      `${JSON.stringify({ bench: 'uploads', ...best, bareCpuMsPerMegabyte: bareBest })}\n`,
    );
  } finally {
    bare.close();
    await cell.close();
  }
}

async function bareServer(path: string): Promise<{ url: string; close: () => void }> {
  const file = await open(path, 'w');
  const server = createServer((req, res) => {
    const work = async (): Promise<void> => {
      for await (const chunk of req) await file.write(chunk as Buffer);
      await file.datasync();
      res.writeHead(req.method === 'POST' ? 201 : 204, { location: '/v1/uploads/x' }).end();
    };
    work().catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      void file.close();
    },
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
