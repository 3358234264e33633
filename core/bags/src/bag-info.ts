// bag-info.txt of our own bags: the package's identity in words that every BagIt tool shows.

import { parseBagInfo } from './tag-text.ts';
import type { PackageIdentity } from './statement.ts';

/** Of one bag. */
export interface BagPlace {
  /** From 1. */
  number: number;
  payloadBytes: number;
  payloadCount: number;
}

/** @returns the file's one spelling. */
export function bagInfoText(identity: PackageIdentity, place: BagPlace): string {
  const lines: [string, string][] = [
    ['Bag-Group-Identifier', identity.package],
    // The number of bags stands in the signed statement; a bag does not wait for the last one.
    ['Bag-Count', `${place.number} of ?`],
    ['Bagging-Date', new Date(identity.createdAtMs).toISOString().slice(0, 10)],
    ['Payload-Oxum', `${place.payloadBytes}.${place.payloadCount}`],
    ['Jhalak-Cell', identity.cell],
    ['Jhalak-Region', identity.region],
    ['Jhalak-Epoch', String(identity.epoch)],
    ['Jhalak-Sequence', String(identity.sequence)],
  ];
  return lines.map(([label, value]) => `${label}: ${value}\n`).join('');
}

/** @returns values of our labels, empty where they are missing; believed no further than to say what a strange bag is. */
export function bagInfoClaims(text: string) {
  const values = new Map(parseBagInfo(text, false));
  const value = (label: string) => values.get(label) ?? '';
  return {
    package: value('Bag-Group-Identifier'),
    region: value('Jhalak-Region'),
    epoch: Number(value('Jhalak-Epoch')),
    sequence: Number(value('Jhalak-Sequence')),
  };
}
