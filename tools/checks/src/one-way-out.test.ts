// DESIGN "region, cell, owner": every outbound call goes through one process, so that one place can refuse, log and prove.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOnly, findAll } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

/** The one way out. */
const OUTBOUND = /^adapters\/outbound\//;

/** The cell's own database is no other place; who may open a socket to it, file by file, and with what. */
const DATABASE: Readonly<Record<string, readonly string[]>> = {
  'adapters/postgres/src/database.ts': ['pg'],
  'adapters/postgres/src/embedded/readiness.ts': ['pg'],
  'adapters/postgres/src/shared-connections.ts': ['pg', 'node:net Socket'],
  'adapters/postgres/src/embedded/instance-lock.ts': ['node:net connect'],
  'adapters/keystore/src/store.ts': ['pg'],
};

/** Programs of outsiders (verifying and witnessing a public log), in whose process no cell runs. */
const OUTSIDERS: Readonly<Record<string, readonly string[]>> = {
  'apps/jhalak/src/border/log-source.ts': ['node:http request', 'node:https request'],
};

/** A story plays its own visitors: on loopback, which the file itself checks. */
const VISITORS: Readonly<Record<string, readonly string[]>> = {
  'apps/jhalak/src/demo/visitor.ts': ['node:http request'],
};

const EXCEPTIONS = { ...DATABASE, ...OUTSIDERS, ...VISITORS };

/** What of Node's network modules serves, describes or computes, and dials nobody. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'node:http': ['createServer', 'Server', 'STATUS_CODES', 'METHODS', 'ServerResponse'],
  'node:https': ['createServer', 'Server'],
  'node:http2': ['createServer', 'createSecureServer', 'constants'],
  'node:net': ['createServer', 'Server', 'isIP', 'isIPv4', 'isIPv6', 'BlockList', 'SocketAddress'],
  'node:tls': ['createServer', 'Server', 'createSecureContext'],
  'node:dns': [],
  'node:dns/promises': [],
  'node:dgram': [],
};

/** npm packages whose purpose is to dial. */
const DIALLERS = new Set([
  ...['undici', 'axios', 'got', 'ky', 'needle', 'node-fetch', 'ofetch', 'request', 'superagent'],
  ...['ws', 'socket.io-client', 'eventsource', 'follow-redirects', 'nodemailer', 'pg', 'ioredis'],
]);

/** Globals that dial, called or handed on; a declaration (`fetch(url: string)`) is neither. */
const GLOBALS =
  /(?<![.\w$#])(?<!\basync )fetch\s*\((?!\s*\w+\s*\??:)|\bglobalThis\s*(?:\.\s*(?:fetch|WebSocket|EventSource)\b|\[)|[=(,]\s*fetch\s*[;,)]|\bnew\s+(?:WebSocket|WebSocketStream|EventSource|XMLHttpRequest)\b/g;

const IMPORT =
  /^(?:import|export)\s+(?!type\b)(?:([\w*\s{},$]+?)\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|\brequire\(\s*['"]([^'"]+)['"]/gm;

/** @returns what a file can dial with, as `module name` or the global's text with its line. */
function waysOut(source: string): string[] {
  const imports = [...source.matchAll(IMPORT)].flatMap((match) => {
    const from = match[2] ?? match[3] ?? match[4] ?? '';
    const module = from in HARMLESS ? from : `node:${from}`;
    if (DIALLERS.has(from)) return [from];
    const harmless = HARMLESS[module];
    if (harmless === undefined) return [];
    return namesOf(match[1])
      .filter((name) => !harmless.includes(name))
      .map((name) => `${module} ${name}`);
  });
  const globals = findAll(codeOnly(source), GLOBALS).map(({ line, text }) => `${line}: ${text}`);
  return [...imports, ...globals];
}

/** @returns the imported names; `*` for a whole module, which holds everything. */
function namesOf(clause: string | undefined): string[] {
  const inside = /^\s*\{([^}]*)\}\s*$/.exec(clause ?? '')?.[1];
  if (inside === undefined) return ['*'];
  return inside
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(/\s+as\s+/)[0] ?? name);
}

const isProduct = (path: string): boolean =>
  !/\.(test|fixture)\.ts$|\/(test|bench|conformance)\//.test(path) && !OUTBOUND.test(path);

test('nothing dials out but the one client in adapters/outbound', () => {
  const files = houseFiles(/^(core|features|adapters|apps\/jhalak)\/.*\.(ts|mjs)$/).filter(
    isProduct,
  );
  assert(files.length > 100, `only ${files.length} files were looked at`);
  const found = files.flatMap((path) =>
    waysOut(readHouseFile(path))
      .filter((way) => EXCEPTIONS[path]?.includes(way) !== true)
      .map((way) => `${path}: ${way}; ask the Outbound port (core/ports/src/outbound.ts) instead`),
  );
  assert.deepEqual(found, []);
});

/** What of adapters/outbound dials others; everything else there is the gateway's client, server and sample folders. */
const DIALLING = ['httpOutbound', 'deliverer', 'seatDialler'];
/** Made nowhere else: the gateway process. Tests make it through this file. */
const GATEWAY = 'apps/jhalak/src/wiring/gateway.ts';

/** @returns which dialling clients a file takes from adapters/outbound; all of them when it takes the whole package. */
function diallingImports(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap((match) => {
    const from = match[2] ?? match[3] ?? match[4] ?? '';
    if (from !== '@jhalak/outbound') return [];
    const names = namesOf(match[1]);
    return names.includes('*') ? DIALLING : names.filter((name) => DIALLING.includes(name));
  });
}

test('only the gateway makes the client that dials', () => {
  const files = houseFiles(/^(core|features|adapters|apps|tools)\/.*\.(ts|mjs)$/).filter(
    (path) => !/\.(test|fixture)\.ts$/.test(path) && !OUTBOUND.test(path),
  );
  const makers = files.filter((path) => diallingImports(readHouseFile(path)).length > 0);
  assert.deepEqual(makers, [GATEWAY]);
  assert.deepEqual(diallingImports(readHouseFile(GATEWAY)).toSorted(), DIALLING.toSorted());
  assert.deepEqual(diallingImports("import * as out from '@jhalak/outbound';"), DIALLING);
});

test('each named exception is still needed', () => {
  for (const [path, ways] of Object.entries(EXCEPTIONS)) {
    const found = waysOut(readHouseFile(path));
    for (const way of ways) assert(found.includes(way), `${path} no longer uses ${way}`);
  }
});

test('this rule sees each way to dial, and neither servers nor types nor other fetches', () => {
  const bad = [
    "const reply = await fetch('http://a.org');",
    'const get = globalThis.fetch;',
    "globalThis['fetch'](url);",
    'use(fetch);',
    'const ask = fetch;',
    'new WebSocket(url);',
    "import { request } from 'node:http';",
    "import { createServer, get as ask } from 'http';",
    "import https from 'node:https';",
    "import * as net from 'node:net';",
    "import {\n  connect,\n} from 'node:tls';",
    "import { lookup } from 'node:dns/promises';",
    "import { Agent } from 'undici';",
    "const { connect } = await import('node:net');",
    "const net = require('node:net');",
    "import pg from 'pg';",
    "export { request } from 'node:https';",
  ];
  for (const source of bad) assert.equal(waysOut(source).length, 1, source);
  const fine = [
    'await outbound.fetch({ url });',
    '  async fetch(request: OutboundRequest) {',
    '  fetch(request: OutboundRequest): Promise<OutboundReply>;',
    '  fetch: (request) => way(request),',
    "import { createServer, type IncomingMessage } from 'node:http';",
    "import type { Socket } from 'node:net';",
    "import { isIP } from 'node:net';",
    "// fetch('http://a.org')",
    "const text = 'fetch(1)';",
    "import type pg from 'pg';",
  ];
  for (const source of fine) assert.deepEqual(waysOut(source), [], source);
});
