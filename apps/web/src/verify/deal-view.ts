// A deal's verdict in words.

import type { DealVerdict } from './deal.ts';
import type { Told } from './verdict-view.ts';
import type { Words } from './words/words.ts';

export function tellDeal(verdict: DealVerdict, words: Words, language: string): Told {
  const number = (count: number): string => count.toLocaleString(`${language}-u-nu-latn`);
  if (verdict.kind === 'deal-refuted')
    return {
      tone: 'refuted',
      sentences: [words.dealFaults[verdict.fault]],
      details: [[words.where, words.dealAt(number(verdict.seq))]],
    };
  const { cell, acts, logged, end, owners, signers, documents, statements, head } = verdict;
  const form = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  const refuted = statements.some(({ signers: by, bad }) => bad > 0 || by.length === 0);
  return {
    tone: refuted ? 'refuted' : 'proven',
    limits: words.dealLimits,
    sentences: [
      ...(refuted ? [words.statementUnsigned] : []),
      words.dealProven(cell, number(acts)),
      words.dealMeans,
      ...(owners === undefined ? [] : [words.dealOwners(number(owners.from), number(owners.to))]),
      words.dealEnd[end],
      logged === undefined ? words.dealNoKey : words.dealLogged(number(logged), number(acts)),
      words.dealLast(`${form.format(verdict.lastAtMs)} UTC`),
    ],
    details: [
      [
        words.dealSigners,
        signers
          .map(
            ({ name, side, acts: count, keyId }) =>
              `${name} · ${words.dealSides[side] ?? side} · ${words.dealActs(number(count))}\n${keyId}`,
          )
          .join('\n'),
      ],
      ...statements.map(({ name, signers: by, bad, bags }): [string, string] => [
        name,
        by.length > 0 && bad === 0
          ? words.statementSigned(by.join(', '), number(bags))
          : words.statementUnsigned,
      ]),
      ...documents.map(({ name, acts: named }): [string, string] => [
        name,
        named.length === 0 ? words.dealNoDocument : words.dealDocument(named.join(', ')),
      ]),
      [words.dealHead, head],
    ],
  };
}
