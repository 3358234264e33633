// The software in the inventory: our own parts by the digest of their shipped files, others' packages as npm's lockfile names
// them. Only what a running cell loads.

import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Manifest } from '@jhalak/contracts';
import type { Software } from '@jhalak/handover';
import { HOUSE, measure } from '../attest/measure.ts';
import { readLock, sha512Of, type Lock } from '../sbom/lockfile.ts';

type Component = Software['components'][number];

const BASE = { kind: 'component', class: 'technology', bytes: null } as const;
/** Parts of the house that own no data and so have no manifest. */
const HOUSE_PARTS = ['apps/jhalak', 'apps/web', 'core', 'tools'] as const;

/** Cost: reads the whole checkout once, some 100 ms. */
export async function softwareOf(manifests: readonly Manifest[]): Promise<Software> {
  const { files, models } = await measure({ manifests });
  return {
    components: [...ownParts(manifests, files), ...npmPackages(await readLock(HOUSE))],
    models,
  };
}

function ownParts(
  manifests: readonly Manifest[],
  files: Readonly<Record<string, string>>,
): Component[] {
  const [house] = manifests;
  if (house === undefined) return [];
  const plain = HOUSE_PARTS.map((folder) => ({
    folder: [`${folder}/`],
    name: folder,
    // What a manifest says when it says nothing else.
    technology: { ...house.technology, exportControl: 'none' },
  }));
  const owned = manifests.map(({ owner, technology }) => ({
    folder: [`features/${owner}/`, `adapters/${owner}/`],
    name: owner,
    technology,
  }));
  return [...plain, ...owned].map(({ folder, name, technology }) => {
    const paths = Object.keys(files).filter((path) => folder.some((one) => path.startsWith(one)));
    const hash = createHash('sha256');
    for (const path of paths.toSorted()) hash.update(`${files[path]}  ${path}\n`);
    const { owner, licence, exportControl, handover } = technology;
    return {
      ...BASE,
      name,
      part: name,
      count: paths.length,
      digest: hash.digest('hex'),
      digestOf: 'files',
      ...{ owner, licence, exportControl },
      mode: handover === 'retrain' ? 'withhold_and_retrain' : handover,
      why: handover === 'transfer' ? null : 'software of others: the buyer installs its own copy',
    };
  });
}

function npmPackages(packages: Lock): Component[] {
  const roots = Object.keys(packages).filter(
    (path) =>
      /^(apps|core|features|adapters)\//.test(path) &&
      !path.includes('node_modules') &&
      path !== 'apps/lab',
  );
  const found = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
    for (const name of Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
    })) {
      const target = locate(packages, path, name);
      if (target === undefined || found.has(target) || packages[target]?.link === true) continue;
      found.add(target);
      queue.push(target);
    }
  }
  return [...found].toSorted().map((path) => {
    const { version = '', integrity, license } = packages[path] ?? {};
    const name = path.replace(/^.*node_modules\//, '');
    const digest = sha512Of(integrity) ?? null;
    return {
      ...BASE,
      // One name and version can stand at several places of the tree.
      name:
        path.lastIndexOf('node_modules/') === 0
          ? `${name}@${version}`
          : `${name}@${version} (${path.slice(0, -name.length - 14)})`,
      part: 'npm',
      count: 1,
      digest,
      digestOf: digest === null ? 'none' : 'package',
      owner: 'its authors',
      licence: typeof license === 'string' ? license : 'as its own files say',
      exportControl: 'none',
      mode: 'licence',
      why: 'software of others: the buyer installs its own copy',
    };
  });
}

/** Node's own search: from the folder of the asker upwards. */
function locate(packages: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const top = folder === '' || folder === '.';
    const path = top ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (top) return undefined;
  }
}
