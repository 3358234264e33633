// Who may import whom: the floors of docs/ARCHITECTURE.md. Paths are real ones, after workspace links are followed.

/** Tests and benchmarks may reach for whole cells and adapters; the product may not. */
const TESTS = String.raw`(\.test\.tsx?$|\.fixture\.ts$|/test/|/bench/|^apps/lab/|^tools/testing/|^tools/checks/)`;
const OURS = '^(apps|core|features|adapters|tools)/';

/** A feature imports only features of lower floors. */
const FLOORS = [
  ['attestation', 'attention', 'visibility', 'accounts', 'media', 'border', 'publishers', 'ledger'],
  ['taste', 'videos', 'stories'],
  [
    'feed',
    'cards',
    'ads',
    'social',
    'comments',
    'search',
    'safety',
    'matching',
    'orders',
    'handover',
    'exports',
  ],
  ['partners', 'inbox'],
];

/** @returns a rule that lets `from` import only `allowed` of our own files, beside npm packages and itself. */
function onlyImports(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: TESTS },
    to: { path: OURS, pathNot: [from, ...allowed] },
  };
}

function floorRules() {
  return FLOORS.map((features, index) => {
    const here = `^features/(${features.join('|')})/`;
    const tooHigh = FLOORS.slice(index).flat();
    return {
      name: `feature-floor-${index + 2}`,
      comment: 'a feature imports only features of lower floors',
      severity: 'error',
      from: { path: here, pathNot: TESTS },
      to: { path: `^features/(${tooHigh.join('|')})/`, pathNot: '^features/$1/' },
    };
  });
}

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment:
        'two files that need each other are one file, or lack a third below them; types may circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolves',
      comment: 'an import that leads nowhere escapes every other rule',
      severity: 'error',
      from: {},
      // Vite makes these at build time.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'no-deep-imports',
      comment:
        "another package is used through its index (or manifest, or contracts' one file a feature)",
      severity: 'error',
      from: { path: '^(apps|core|features|adapters|tools)/([^/]+)/' },
      to: {
        path: OURS,
        pathNot: [
          '^$1/$2/',
          '^[^/]+/[^/]+/src/index\\.ts$',
          '^(features|adapters)/[^/]+/manifest\\.ts$',
          '^core/contracts/src/[^/]+\\.ts$',
          '^core/tlog/src/node\\.ts$',
          '^core/ports/src/conformance/index\\.ts$',
          '^adapters/postgres/src/embedded/index\\.ts$',
          '^tools/testing/src/parts\\.ts$',
          // Programs that run before any package is installed can't go through package names.
          '^tools/setup/lib/jhalak\\.mjs$',
          '^apps/web/build(?:/client-files)?\\.ts$',
          // The table of all screens: pictures and walks are computed from it.
          '^apps/web/src/shell/routes\\.ts$',
        ],
      },
    },
    onlyImports('kernel', '^core/kernel/', [], 'the kernel stands on nothing of ours'),
    onlyImports(
      'contracts',
      '^core/contracts/',
      ['^core/kernel/'],
      'contracts stand on the kernel',
    ),
    onlyImports(
      'ports',
      '^core/ports/',
      ['^core/(contracts|kernel)/'],
      'ports stand on contracts and the kernel',
    ),
    onlyImports('tlog', '^core/tlog/', [], 'what strangers verify with stands on nothing of ours'),
    onlyImports(
      'bags',
      '^core/bags/',
      [],
      'what a buyer verifies a package with stands on nothing of ours',
    ),
    onlyImports(
      'openrtb',
      '^core/openrtb/',
      [],
      'what strangers send for ads is judged by rules that stand on nothing of ours',
    ),
    onlyImports('pdq', '^core/pdq/', [], 'what knows a picture again stands on nothing of ours'),
    onlyImports(
      'pipeline',
      '^core/pipeline/',
      ['^core/kernel/'],
      'the pipeline stands on the kernel',
    ),
    {
      name: 'features',
      comment:
        'features stand on core and lower features, and never import adapters, apps or tools',
      severity: 'error',
      from: { path: '^features/', pathNot: TESTS },
      to: { path: '^(apps|adapters|tools)/' },
    },
    {
      name: 'feature-has-a-floor',
      comment: 'a new feature is given its floor in FLOORS above',
      severity: 'error',
      from: { path: '^features/', pathNot: `^features/(${FLOORS.flat().join('|')})/` },
      to: {},
    },
    ...floorRules(),
    {
      name: 'adapters',
      comment: 'an adapter stands on core only, and never on another adapter',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/', pathNot: TESTS },
      to: { path: OURS, pathNot: ['^core/', '^adapters/$1/'] },
    },
    {
      name: 'web-imports-contracts-only',
      comment: 'the web app knows the contract and nothing behind it',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: TESTS },
      to: { path: OURS, pathNot: ['^apps/web/', '^core/contracts/', '^core/tlog/src/index\\.ts$'] },
    },
    {
      name: 'only-the-program-wires',
      comment: 'adapters are chosen in apps/jhalak; only tests and tools beside it import them',
      severity: 'error',
      from: { path: OURS, pathNot: [TESTS, '^apps/jhalak/', '^adapters/', '^tools/'] },
      to: { path: '^adapters/' },
    },
    {
      name: 'nobody-imports-apps',
      comment: 'apps are the top floor; only whole-cell tests and the lab start them',
      severity: 'error',
      from: { path: '^(apps|core|features|adapters|tools)/([^/]+)/', pathNot: TESTS },
      to: { path: '^apps/', pathNot: ['^$1/$2/', '^apps/web/build(?:/client-files)?\\.ts$'] },
    },
    {
      name: 'tools-stay-outside',
      comment: 'the product imports no tool but the sample maker, and its own starter',
      severity: 'error',
      from: { path: '^(apps|core|features|adapters)/', pathNot: TESTS },
      to: { path: '^tools/', pathNot: ['^tools/samples/', '^tools/setup/lib/jhalak\\.mjs$'] },
    },
    {
      name: 'samples-only-for-the-program',
      comment: 'the sample maker is started by apps/jhalak',
      severity: 'error',
      from: { path: '^(apps/(?!jhalak/)|core|features|adapters)', pathNot: TESTS },
      to: { path: '^tools/samples/' },
    },
    {
      name: 'samples-stand-on-core',
      comment: 'the sample maker draws and encodes; the program uploads what it makes',
      severity: 'error',
      from: { path: '^tools/samples/', pathNot: TESTS },
      to: { path: OURS, pathNot: ['^tools/samples/', '^core/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.jhalak)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
