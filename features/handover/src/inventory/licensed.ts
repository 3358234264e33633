// A model that would stay and be learned anew can go along on licence instead: the inventory that the deal freezes says which. Its
// export tag stays on it, so the letter of intent and the export licence are about it.

import { problem, type HandoverMode, type Manifest } from '@jhalak/contracts';
import type { Inventory } from '@jhalak/contracts/handover';

/**
 * @param names models, as their manifests call them.
 * @returns the manifests, with these models on licence, and with them the rows and files that hold what was learned.
 * @throws `handover.unlisted` for a model that nobody lists, or that does not stay.
 */
export function withLicensed(
  manifests: readonly Manifest[],
  names: readonly string[],
): readonly Manifest[] {
  const known = manifests.flatMap(({ models }) => models.filter(isLearned));
  for (const name of names)
    if (!known.some((model) => model.name === name))
      throw problem(
        'handover.unlisted',
        `There is no learned model ${name}: say ${known.map((model) => model.name).join(', ')}.`,
      );
  return manifests.map((manifest) => {
    const asked = manifest.models.filter(({ name }) => names.includes(name));
    if (asked.length === 0) return manifest;
    // Rows and files are a part's, not a model's: of two models of one part only both can go.
    const left = manifest.models.filter((model) => isLearned(model) && !asked.includes(model));
    if (left.length > 0)
      throw problem(
        'handover.unlisted',
        `${asked[0]?.name} is kept together with ${left.map(({ name }) => name).join(', ')}: license them together.`,
      );
    return {
      ...manifest,
      models: manifest.models.map(licensed),
      tables: manifest.tables.map(licensed),
      blobs: manifest.blobs.map(licensed),
    };
  });
}

function isLearned({ handover }: { handover: HandoverMode }): boolean {
  return handover === 'retrain';
}

function licensed<Entry extends { handover: HandoverMode }>(entry: Entry): Entry {
  return isLearned(entry) ? { ...entry, handover: 'licence' } : entry;
}

/** @returns the models that an inventory has on licence and these manifests do not. */
export function licensedIn(
  manifests: readonly Manifest[],
  { items }: Pick<Inventory, 'items'>,
): string[] {
  const learned = new Set(
    manifests.flatMap(({ models }) => models.filter(isLearned).map(({ name }) => name)),
  );
  return items
    .filter(({ kind, mode, name }) => kind === 'model' && mode === 'licence' && learned.has(name))
    .map(({ name }) => name);
}
