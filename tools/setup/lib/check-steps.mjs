// The checks of `npm run check`. Each says how many files it looked at, and fails when that is none.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { ROOT } from './house.mjs';
import { workspaceFiles } from './test-files.mjs';

const MODULES = join(ROOT, 'node_modules');
/** TypeScript 7 lives under an alias, beside the 6 that tools with its old API need. */
const TSC = join(MODULES, '@typescript', 'native', 'bin', 'tsc');
/** A hung tool must not hang the check. */
const STEP_LIMIT_MS = 5 * 60_000;
/** dependency-cruiser prints every module it saw. */
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** Runs a tool of node_modules on this Node. @returns its exit code and output. */
function runTool(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: STEP_LIMIT_MS,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, FORCE_COLOR: '0' },
    });
    const chunks = { stdout: [], stderr: [] };
    let bytes = 0;
    for (const name of ['stdout', 'stderr']) {
      child[name].on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes <= OUTPUT_LIMIT_BYTES) chunks[name].push(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      const text = (name) => Buffer.concat(chunks[name]).toString();
      resolve({ ok: code === 0, stdout: text('stdout'), output: text('stdout') + text('stderr') });
    });
  });
}

function countIn(text, pattern) {
  return Number(pattern.exec(text)?.[1] ?? 0);
}

async function types() {
  let count = 0;
  let output = '';
  let ok = true;
  for (const project of ['tsconfig.json', 'apps/web/tsconfig.json']) {
    const result = await runTool([
      TSC,
      '-p',
      project,
      '--noEmit',
      '--pretty',
      'false',
      '--listFiles',
    ]);
    const isListed = (line) => line.startsWith(ROOT);
    const lines = result.output.split('\n');
    const own = lines.filter((line) => isListed(line) && !line.includes('/node_modules/')).length;
    if (own === 0) ok = false;
    count += own;
    ok &&= result.ok;
    output += lines.filter((line) => !isListed(line)).join('\n');
  }
  return { ok, count, output };
}

async function lint() {
  const result = await runTool([
    join(MODULES, 'oxlint/bin/oxlint'),
    '--type-aware',
    '--deny-warnings',
  ]);
  return { ...result, count: countIn(result.output, /on (\d+) files? with/) };
}

async function format() {
  const result = await runTool([join(MODULES, 'oxfmt/bin/oxfmt'), '--check', '.']);
  const output = result.ok ? '' : `${result.output}\nTo mend it: node_modules/.bin/oxfmt`;
  return { ok: result.ok, output, count: countIn(result.output, /on (\d+) files?/) };
}

async function layers() {
  const tool = join(MODULES, 'dependency-cruiser/bin/dependency-cruiser.mjs');
  const version = createRequire(tool)('typescript/package.json').version;
  if (!version.startsWith('6.')) {
    const output = `dependency-cruiser sees TypeScript ${version}; on 7 it reads no TypeScript and passes silently.`;
    return { ok: false, count: 0, output };
  }
  const folders = ['apps', 'core', 'features', 'adapters', 'tools'];
  const result = await runTool([
    tool,
    '--config',
    '.dependency-cruiser.cjs',
    '-T',
    'json',
    ...folders,
  ]);
  return readLayers(result);
}

/** Reads the JSON report. */
function readLayers(result) {
  let report;
  try {
    report = JSON.parse(result.stdout);
  } catch {
    return { ok: false, count: 0, output: result.output };
  }
  const ours = report.modules.filter(
    (module) => /\.tsx?$/.test(module.source) && !module.source.includes('node_modules'),
  );
  const edges = ours.reduce((sum, module) => sum + module.dependencies.length, 0);
  const found = report.summary.violations.filter(({ rule }) => rule.severity === 'error');
  const lines = found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (edges === 0) lines.push('dependency-cruiser followed no import at all');
  return {
    ok: result.ok && edges > 0 && found.length === 0,
    count: ours.length,
    output: lines.join('\n'),
  };
}

async function deadCode() {
  const reporter = join(ROOT, 'tools/setup/lib/knip-counts.mjs');
  const args = [
    '--no-progress',
    '--no-config-hints',
    '--reporter',
    'symbols',
    '--reporter',
    reporter,
  ];
  const result = await runTool([join(MODULES, 'knip/bin/knip.js'), ...args]);
  return { ...result, count: countIn(result.output, /knip looked at (\d+) files/) };
}

async function rules() {
  const files = workspaceFiles('.test.ts').filter((path) => path.startsWith('tools/checks/'));
  // Without a file node would go and look for tests by itself.
  if (files.length === 0) return { ok: false, count: 0, output: '' };
  const result = await runTool(['--test', '--test-reporter=spec', ...files]);
  return { ...result, count: countIn(result.output, /^ℹ pass (\d+)$/m) };
}

/** In the order in which a newcomer wants to hear of mistakes. */
export const CHECK_STEPS = [
  { name: 'types', unit: 'files', run: types },
  { name: 'lint', unit: 'files', run: lint },
  { name: 'format', unit: 'files', run: format },
  { name: 'layers', unit: 'modules', run: layers },
  { name: 'dead code', unit: 'files', run: deadCode },
  { name: 'repository rules', unit: 'rules', run: rules },
];
