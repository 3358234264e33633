// Whether a start could serve: a running Jhalak, the port, the built web app.

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '@jhalak/kernel';
import { hasCode } from '../backup/file-errors.ts';
import type { Settings } from '../settings.ts';
import { readRunning } from '../wiring/open-database-server.ts';
import { gatewayFindings } from './border-findings.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

const WEB_DIST = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** @param webDist where builds of the web app are kept. */
export async function servingFindings(settings: Settings, webDist = WEB_DIST): Promise<Finding[]> {
  const pid = runningPid(settings.home);
  return [
    ok('running', pid === undefined ? 'no Jhalak runs on this home' : `process ${pid}`),
    ...(settings.roles.includes('api')
      ? [await port(settings.port, settings.host, pid), await webBuild(webDist)]
      : []),
    ...(await gatewayFindings(settings, pid !== undefined)),
  ];
}

function runningPid(home: string): number | undefined {
  try {
    return readRunning(home)?.pid;
  } catch {
    // Half-written by a kill: nobody runs.
    return undefined;
  }
}

async function port(number: number, host: string, runningAs: number | undefined): Promise<Finding> {
  const what = `${host}:${number}`;
  try {
    await tryToListen(number, host);
    return ok('port', `${what} is free`);
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE') && runningAs !== undefined) {
      return ok('port', `${what}, in use while process ${runningAs} runs`);
    }
    if (hasCode(error, 'EADDRINUSE')) {
      return problem(
        'port',
        `${what} is in use`,
        'Stop what uses it, or choose another with PORT.',
      );
    }
    if (hasCode(error, 'EACCES')) {
      return problem(
        'port',
        `${what} is for root only`,
        'Choose one from 1024 with PORT, behind a proxy.',
      );
    }
    if (hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND')) {
      return problem(
        'port',
        `${host} is no address of this machine`,
        'Set HOST to one of its addresses, or 0.0.0.0.',
      );
    }
    return problem('port', `${what}: ${messageOf(error)}`, 'Choose another with PORT and HOST.');
  }
}

async function tryToListen(number: number, host: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(number, host, resolve);
  });
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function webBuild(dist: string): Promise<Finding> {
  const builds = existsSync(dist) ? await readdir(dist) : [];
  if (builds.some((build) => existsSync(join(dist, build, 'server', 'entry.js')))) {
    return ok('web app', 'built');
  }
  return warning('web app', 'not built yet', 'npm start builds it, in some seconds.');
}
