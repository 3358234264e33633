import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

import { houseFiles, readHouseFile, ROOT } from './house-files.ts';

/** Drops code, where brackets are not links. */
function prose(markdown: string): string {
  return markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

/** As GitHub makes them: lower case, punctuation dropped, spaces to hyphens. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} +(.+?) *#*$/gm)];
  return new Set(
    headings.map((heading) =>
      (heading[1] ?? '')
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

function deadLinks(
  path: string,
  markdown: string,
  read: (path: string) => string | undefined,
): string[] {
  const links = [...prose(markdown).matchAll(/\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  return links
    .map((link) => link[1] ?? '')
    .filter((link) => !/^[a-z][a-z+.-]*:/i.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file)));
      const text = file === '' ? markdown : read(target);
      if (text === undefined) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(text).has(anchor);
    })
    .map((link) => `${path}: ${link}`);
}

function readTarget(path: string): string | undefined {
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return undefined;
  return path.endsWith('.md') ? readHouseFile(path) : '';
}

test('every link of every page leads to a file of the repository, and to a heading of it', () => {
  const pages = houseFiles(/\.md$/);
  assert(pages.length > 0, 'there are pages to look at');
  assert.deepEqual(
    pages.flatMap((path) => deadLinks(path, readHouseFile(path), readTarget)),
    [],
  );
});

test('this rule sees a missing file, a missing heading and a way out of the repository', () => {
  const files: Record<string, string> = { 'docs/a.md': '# One thing, two\n## छोटा शीर्षक' };
  const dead = (markdown: string) => deadLinks('docs/b.md', markdown, (path) => files[path]);
  const fine =
    '[a](a.md) [b](a.md#one-thing-two) [c](https://x.org/y) [d](#here) `[no](link)`\n# Here';
  assert.deepEqual(dead(fine), []);
  assert.deepEqual(dead('[a](a.md#छोटा-शीर्षक)'), []);
  for (const link of ['none.md', 'a.md#two', '../../etc/passwd', '#gone']) {
    assert.equal(dead(`[x](${link})`).length, 1, link);
  }
});
