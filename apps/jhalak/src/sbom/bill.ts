// The bill of materials: what a running cell is made of, from the lockfile and the manifests, as CycloneDX 1.6. The same
// checkout gives the same bytes: no time and nothing random is in it.

import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec, SPDX } from '@cyclonedx/cyclonedx-library';
import type { Manifest, ModelEntry, TechnologyEntry } from '@jhalak/contracts';
import { checkBill } from './check-bill.ts';
import { sha512Of, type LockedPackage } from './lockfile.ts';

/** Ours, in properties: what a hand-over asks of each part. */
const PROPERTY = 'jhalak:';

export interface BillParts {
  version: string;
  /** Digest of the program, so that bill and release belong together. */
  releaseDigest: string;
  /** By name; learned ones have none. */
  modelDigests: Readonly<Record<string, string>>;
  packages: readonly LockedPackage[];
  manifests: readonly Manifest[];
}

/** @returns the bill as JSON text, valid by the schema of CycloneDX 1.6. @throws Error when it is not. Cost: some 300 ms. */
export async function billOfMaterials(parts: BillParts): Promise<string> {
  const bom = new Models.Bom({ serialNumber: serialOf(parts.releaseDigest) });
  const root = new Models.Component(Enums.ComponentType.Application, 'jhalak', {
    bomRef: 'jhalak',
    version: parts.version,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], parts.releaseDigest]]),
  });
  bom.metadata.component = root;
  for (const locked of parts.packages) bom.components.add(packageOf(locked));
  for (const manifest of parts.manifests) {
    const own = ownPart(manifest, parts.version);
    bom.components.add(own);
    root.dependencies.add(own.bomRef);
    for (const model of manifest.models) {
      const component = modelOf(model, manifest, parts);
      bom.components.add(component);
      own.dependencies.add(component.bomRef);
    }
  }
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6),
  );
  const text = withCards(serializer.serialize(bom, { sortLists: true }), parts.manifests);
  const wrong = await checkBill(text);
  if (wrong !== undefined) throw new Error(`the bill of materials is not valid: ${wrong}`);
  return text;
}

function packageOf(locked: LockedPackage): Models.Component {
  const { name, version, licence, integrity } = locked;
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: `pkg:npm/${name}@${version}`,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  });
  const sha512 = sha512Of(integrity);
  if (sha512 !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512);
  if (licence !== undefined) component.licenses.add(licenceOf(licence));
  component.properties.add(new Models.Property(`${PROPERTY}origin`, 'https://registry.npmjs.org'));
  component.properties.add(new Models.Property(`${PROPERTY}exportControl`, 'none'));
  return component;
}

function ownPart({ owner, technology }: Manifest, version: string): Models.Component {
  const component = new Models.Component(Enums.ComponentType.Library, owner, {
    bomRef: `part:${owner}`,
    group: 'jhalak',
    version,
    supplier: new Models.OrganizationalEntity({ name: technology.owner }),
  });
  component.licenses.add(licenceOf(technology.licence));
  addTechnology(component, technology);
  return component;
}

function modelOf(model: ModelEntry, { technology }: Manifest, parts: BillParts): Models.Component {
  const { card, name } = model;
  const type =
    card.kind === 'data' ? Enums.ComponentType.Data : Enums.ComponentType.MachineLearningModel;
  const component = new Models.Component(type, name, {
    bomRef: `model:${name}`,
    group: 'jhalak',
    version: parts.version,
    description: card.purpose,
    supplier: new Models.OrganizationalEntity({ name: technology.owner }),
  });
  const digest = parts.modelDigests[name];
  if (digest !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-256'], digest);
  component.licenses.add(licenceOf(technology.licence));
  addTechnology(component, {
    ...technology,
    exportControl: model.exportControl ?? technology.exportControl,
    handover: model.handover,
  });
  component.properties.add(new Models.Property(`${PROPERTY}dataRegion`, card.dataRegion));
  component.properties.add(new Models.Property(`${PROPERTY}dataClass`, model.class));
  return component;
}

function addTechnology(component: Models.Component, technology: TechnologyEntry): void {
  for (const name of ['owner', 'origin', 'exportControl', 'handover'] as const)
    component.properties.add(new Models.Property(`${PROPERTY}${name}`, technology[name]));
}

function licenceOf(text: string): Models.License {
  if (SPDX.isSupportedSpdxId(text)) return new Models.SpdxLicense(text);
  return / (?:OR|AND|WITH) /.test(text)
    ? new Models.LicenseExpression(text)
    : new Models.NamedLicense(text);
}

interface Json {
  components?: ({ 'bom-ref'?: string } & Record<string, unknown>)[];
}

// The library does not write model cards; they are put into what it wrote, and the whole is validated.
function withCards(text: string, manifests: readonly Manifest[]): string {
  const bill = JSON.parse(text) as Json;
  const models = new Map(
    manifests.flatMap(({ models: own }) => own.map((model) => [`model:${model.name}`, model])),
  );
  for (const component of bill.components ?? []) {
    const model = models.get(component['bom-ref'] ?? '');
    if (model !== undefined) component['modelCard'] = cardOf(model);
  }
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function cardOf({ card, name }: ModelEntry): object {
  return {
    modelParameters: {
      task: card.purpose,
      datasets: [
        {
          type: 'dataset',
          name: `what ${name} was made from`,
          classification: card.dataRegion,
          description: card.madeFrom,
        },
      ],
    },
    ...(card.figures.length === 0
      ? {}
      : {
          quantitativeAnalysis: {
            performanceMetrics: card.figures.map((figure) => ({
              type: `${figure.name} (${figure.source})`,
              value: figure.value,
            })),
          },
        }),
    considerations: { useCases: [card.purpose] },
    properties: [
      { name: `${PROPERTY}kind`, value: card.kind },
      { name: `${PROPERTY}dataRegion`, value: card.dataRegion },
    ],
  };
}

/** A UUID made of the digest (RFC 9562, version 8): the same release has the same number. */
function serialOf(digest: string): string {
  const bytes = createHash('sha256').update(`jhalak-sbom\n${digest}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
