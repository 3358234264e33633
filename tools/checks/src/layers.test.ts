import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

import { cruise } from 'dependency-cruiser';
import type { IForbiddenRuleType } from 'dependency-cruiser';

import { ROOT } from './house-files.ts';

interface LayerConfig {
  readonly forbidden: IForbiddenRuleType[];
}

function loadRules(): IForbiddenRuleType[] {
  const config: LayerConfig = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs'));
  return config.forbidden;
}

const base = realpathSync(mkdtempSync(join(tmpdir(), 'jhalak-layers-')));
after(() => rmSync(base, { recursive: true, force: true }));

/** A little house in which one file imports another; the rules of this one judge it. */
async function violations(from: string, to: string): Promise<string[]> {
  const house = mkdtempSync(join(base, 'house-'));
  const climb = '../'.repeat(from.split('/').length - 1);
  const files = {
    [to]: 'export const thing = 1;\n',
    [from]: `export { thing } from '${climb}${to}';\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(house, dirname(path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const result = await cruise(['.'], {
    baseDir: house,
    validate: true,
    ruleSet: { forbidden: loadRules() },
    tsPreCompilationDeps: true,
  });
  assert(typeof result.output !== 'string', 'without an output type the result is an object');
  assert.equal(result.output.summary.totalCruised, 2, 'both files were looked at');
  return result.output.summary.violations.map((violation) => violation.rule.name).sort();
}

const index = (folder: string) => `${folder}/src/index.ts`;

const FORBIDDEN = [
  ['core/kernel', 'core/contracts', 'kernel'],
  ['core/contracts', 'core/ports', 'contracts'],
  ['core/ports', 'core/pipeline', 'ports'],
  ['core/pipeline', 'core/contracts', 'pipeline'],
  ['core/kernel', 'features/feed', 'kernel'],
  ['features/feed', 'adapters/postgres', 'features'],
  ['features/feed', 'apps/jhalak', 'features'],
  ['features/accounts', 'features/videos', 'feature-floor-2'],
  ['features/visibility', 'features/accounts', 'feature-floor-2'],
  ['features/taste', 'features/feed', 'feature-floor-3'],
  ['features/feed', 'features/social', 'feature-floor-4'],
  ['features/unheard-of', 'core/kernel', 'feature-has-a-floor'],
  ['adapters/postgres', 'features/feed', 'adapters'],
  ['adapters/postgres', 'adapters/ffmpeg', 'adapters'],
  ['apps/web', 'core/kernel', 'web-imports-contracts-only'],
  ['apps/web', 'features/feed', 'web-imports-contracts-only'],
  ['apps/web', 'adapters/postgres', 'only-the-program-wires'],
  ['tools/samples', 'apps/jhalak', 'nobody-imports-apps'],
  ['apps/jhalak', 'tools/testing', 'tools-stay-outside'],
  ['features/media', 'tools/samples', 'samples-only-for-the-program'],
  ['tools/samples', 'features/media', 'samples-stand-on-core'],
] as const;

test('every import against the floors is refused by its rule', async () => {
  for (const [from, to, rule] of FORBIDDEN) {
    const found = await violations(index(from), index(to));
    assert(
      found.includes(rule),
      `${from} → ${to} breaks ${rule}; found: ${found.join(', ') || 'nothing'}`,
    );
  }
});

test('an inside of another package is refused', async () => {
  assert.deepEqual(await violations(index('features/feed'), 'features/taste/src/store.ts'), [
    'no-deep-imports',
  ]);
});

const ALLOWED = [
  [index('core/ports'), index('core/contracts')],
  [index('features/feed'), index('features/taste')],
  [index('features/feed'), index('core/pipeline')],
  [index('features/feed'), 'core/contracts/src/feed.ts'],
  [index('adapters/postgres'), index('core/ports')],
  [index('apps/jhalak'), index('adapters/postgres')],
  [index('apps/jhalak'), index('tools/samples')],
  [index('apps/web'), index('core/contracts')],
  [index('tools/testing'), index('apps/jhalak')],
  ['features/feed/src/feed.test.ts', index('tools/testing')],
  ['adapters/postgres/src/store.test.ts', 'core/ports/src/conformance/index.ts'],
] as const;

test('imports along the floors pass', async () => {
  for (const [from, to] of ALLOWED) {
    assert.deepEqual(await violations(from, to), [], `${from} → ${to}`);
  }
});
