import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ManualClock } from '@jhalak/kernel';
import { fixedAllowList, type AllowRule } from '@jhalak/ports';
import { outboundConformance } from '@jhalak/ports/conformance';
import { folderOutbound } from './folder-outbound.ts';
import { routedOutbound } from './routed-outbound.ts';
import { HOST, openVisit } from './site.fixture.ts';

outboundConformance('http outbound', async () => {
  const visit = await openVisit();
  return {
    outbound: visit.outbound,
    clock: visit.clock,
    host: HOST,
    allow: (rule) => void visit.rules.push(rule),
    put: (path, contentType, body) => Promise.resolve(visit.site.put(path, contentType, body)),
    remove: (path) => Promise.resolve(visit.site.remove(path)),
    close: () => visit.close(),
  };
});

outboundConformance('folder outbound', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-outbound-'));
  const clock = new ManualClock(Date.UTC(2026, 0, 5));
  const rules: AllowRule[] = [];
  const host = 'paper.samples.invalid';
  const pathOf = (path: string): string => join(folder, host, path);
  return {
    outbound: folderOutbound({ folder, allowList: fixedAllowList(rules), clock }),
    clock,
    host,
    allow: (rule) => void rules.push(rule),
    put: async (path, _contentType, body) => {
      await mkdir(dirname(pathOf(path)), { recursive: true });
      await writeFile(pathOf(path), body);
    },
    remove: (path) => rm(pathOf(path)),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

outboundConformance('routed outbound', async () => {
  const visit = await openVisit();
  const nobody = await openVisit();
  return {
    outbound: routedOutbound(
      [{ hostSuffix: '.samples.invalid', outbound: nobody.outbound }],
      visit.outbound,
    ),
    clock: visit.clock,
    host: HOST,
    allow: (rule) => void visit.rules.push(rule),
    put: (path, contentType, body) => Promise.resolve(visit.site.put(path, contentType, body)),
    remove: (path) => Promise.resolve(visit.site.remove(path)),
    close: async () => {
      await visit.close();
      await nobody.close();
    },
  };
});
