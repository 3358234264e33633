// What this program is made of, for whoever buys, audits or allows it.

import { readFile, stat, writeFile } from 'node:fs/promises';
import { releaseDigest } from '@jhalak/attestation';
import { HOUSE, measure } from '../attest/measure.ts';
import { CommandError, type Command } from '../command.ts';
import { billOfMaterials } from '../sbom/bill.ts';
import { checkBill } from '../sbom/check-bill.ts';
import { lockedPackages } from '../sbom/lockfile.ts';
import { VERSION } from '../version.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';

/** Others' bills of large systems have some ten megabytes. */
const FILE_BYTES_MAX = 64_000_000;

export const sbom: Command = {
  name: 'sbom',
  usage: 'sbom [check FILE]',
  summary:
    'write the bill of materials (CycloneDX 1.6) with licences and model cards, or check one',
  options: { 'out=': 'where it goes; without it to the terminal' },
  async run({ words, options, say }) {
    const [action, file] = words;
    if (action === 'check') {
      if (file === undefined) throw new CommandError('Say which file.');
      const { size } = await stat(file);
      if (size > FILE_BYTES_MAX) throw new CommandError(`${file} is too large.`);
      const wrong = await checkBill(await readFile(file, 'utf8'));
      say(
        wrong === undefined ? `${file} is valid CycloneDX 1.6` : `${file} is not valid: ${wrong}`,
      );
      return wrong === undefined ? 0 : 1;
    }
    if (action !== undefined) throw new CommandError('sbom: say nothing, or check FILE.');
    const found = await measure({ manifests: ALL_MANIFESTS });
    const text = await billOfMaterials({
      version: VERSION,
      releaseDigest: releaseDigest(found),
      modelDigests: found.models,
      packages: await lockedPackages(HOUSE),
      manifests: ALL_MANIFESTS,
    });
    const { out } = options;
    if (out === undefined) say(text.trimEnd());
    else {
      await writeFile(out, text);
      say(`wrote ${out}`);
    }
    return 0;
  },
};
