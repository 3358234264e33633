import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DAY_MS, ManualClock } from '@jhalak/kernel';
import { fixedAllowList, isHostPattern } from '@jhalak/ports';
import { folderOutbound } from './folder-outbound.ts';

test('a folder serves its sample hosts and nothing beside them, links and dot files included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-folder-'));
  try {
    const host = join(folder, 'paper.samples.invalid');
    await mkdir(host);
    await writeFile(join(folder, 'secret.xml'), 'secret');
    await writeFile(join(host, '.hidden.xml'), 'hidden');
    await symlink(join(folder, 'secret.xml'), join(host, 'link.xml'));
    await mkdir(join(host, 'folder.xml'));
    const rule = { destination: 'feeds', author: 'test', fromMs: 0, untilMs: DAY_MS } as const;
    const outbound = folderOutbound({
      folder,
      clock: new ManualClock(0),
      allowList: fixedAllowList([
        { ...rule, host: '*.samples.invalid' },
        { ...rule, host: 'paper.org' },
      ]),
    });
    const told = async (url: string): Promise<string> => {
      const reply = await outbound.fetch({ destination: 'feeds', url });
      return 'reason' in reply ? reply.reason : reply.kind;
    };
    for (const path of ['link.xml', '.hidden.xml', '..%2fsecret.xml', 'folder.xml', 'x/y/z.xml']) {
      assert.equal(await told(`https://paper.samples.invalid/${path}`), 'not_found', path);
    }
    assert.equal(await told('https://..samples.invalid/secret.xml'), 'not_found');
    assert.equal(await told('https://paper.org/feed.xml'), 'host');
    assert.equal(await told('https://samples.invalid/feed.xml'), 'host');
    assert.equal(await told('https://paper.samples.invalid:8443/feed.xml'), 'port');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('only names of hosts, and of what lies beneath two labels, are patterns', () => {
  for (const pattern of [
    'paper.org',
    '*.paper.org',
    'xn--11b5bs3a9aj6g.org',
    'a-b.co.in',
    'a_b.paper.org',
  ]) {
    assert.equal(isHostPattern(pattern), true, pattern);
  }
  const wrong = [
    '',
    '*',
    '*.org',
    'org',
    'Paper.org',
    '10.0.0.1',
    '[::1]',
    'a..org',
    '.org',
    'paper.org.',
    'a/b.org',
  ];
  for (const pattern of [
    ...wrong,
    'paper.org:80',
    '*.*.org',
    'p*.org',
    'मौसम.org',
    `${'a'.repeat(64)}.org`,
  ]) {
    assert.equal(isHostPattern(pattern), false, pattern);
  }
});
