import { defineRoute, type Route } from '@jhalak/contracts';
import { FOUND_KINDS, SearchAnswer, SearchQuery, type FoundKind } from '@jhalak/contracts/search';
import { readCursor, writeCursor } from '../asking/cursor.ts';
import type { Finder, Order } from '../asking/finder.ts';
import { readQuestion } from '../asking/question.ts';
import { isBefore, type Ranked } from '../asking/rank.ts';
import { lookerOf, shownTexts, type Looker, type ShownDeps } from '../asking/shown.ts';
import type { DocumentKind } from '../keeping/documents.ts';

export interface SearchRouteDeps extends ShownDeps {
  finder: Finder;
}

const LIMIT_DEFAULT = 12;
/** Of each kind when all are asked for: what fits on a first screen. */
const FEW_DEFAULT = 4;
/** People search and read; machines do neither so often. */
const RATE_PER_MINUTE = 120;

const DOCUMENTS: Readonly<Record<FoundKind, DocumentKind>> = {
  clips: 'clip',
  people: 'person',
  packs: 'pack',
  tags: 'tag',
  sounds: 'sound',
  stories: 'story',
};

interface Page {
  texts: string[];
  /** The last thing that was looked at; absent at the end. */
  last?: Ranked;
}

export function searchRoute(deps: SearchRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/search',
    name: 'search',
    summary:
      'Clips, people, follow packs, tags, sounds and stories, asked for in any script or spelt by ear',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    query: SearchQuery,
    replies: { 200: SearchAnswer },
    ratePerMinute: RATE_PER_MINUTE,
    async handle({ query: { q, kind, limit, cursor }, caller }) {
      const question = readQuestion(q ?? '');
      if (question === undefined) return { status: 200, rawJson: answer({}, null) };
      const kinds = kind === undefined ? FOUND_KINDS : [kind];
      const asked = `${kind ?? ''} ${question.key}`;
      const from =
        cursor === undefined || kind === undefined ? undefined : readCursor(asked, cursor);
      const order = from ?? (await deps.finder.orderFor(caller));
      const looker = await lookerOf(caller, deps.apart);
      const found = await deps.finder.find(
        question,
        kinds.map((one) => DOCUMENTS[one]),
        order,
      );
      const most = limit ?? (kind === undefined ? FEW_DEFAULT : LIMIT_DEFAULT);
      const texts: Partial<Record<FoundKind, string[]>> = {};
      let next: string | null = null;
      for (const one of kinds) {
        const ranked = found.get(DOCUMENTS[one]) ?? [];
        const rest = from === undefined ? ranked : ranked.filter((thing) => isAfter(thing, from));
        const page = await pageOf(deps, DOCUMENTS[one], rest, most, looker);
        texts[one] = page.texts;
        if (kind !== undefined && page.last !== undefined) next = cursorOf(asked, order, page.last);
      }
      return { status: 200, rawJson: answer(texts, next) };
    },
  });
}

// Hidden things make a page look further, never shorter; all that is found is bounded already.
async function pageOf(
  deps: SearchRouteDeps,
  kind: DocumentKind,
  ranked: readonly Ranked[],
  most: number,
  looker: Looker,
): Promise<Page> {
  const texts: string[] = [];
  for (let at = 0; at < ranked.length && texts.length < most; at += most) {
    const some = ranked.slice(at, at + most);
    const shown = await shownTexts(
      deps,
      kind,
      some.map(({ candidate }) => candidate),
      looker,
    );
    for (const [place, one] of some.entries()) {
      const text = shown.get(one.candidate.item);
      if (text !== undefined) texts.push(text);
      if (texts.length === most && at + place + 1 < ranked.length) return { texts, last: one };
    }
  }
  return { texts };
}

function isAfter(thing: Ranked, place: { score: number; documentId: string }): boolean {
  const { score, documentId } = place;
  if (thing.candidate.document_id === documentId) return false;
  return (
    isBefore(
      { ...thing, score, candidate: { ...thing.candidate, document_id: documentId } },
      thing,
    ) < 0
  );
}

function cursorOf(asked: string, { asOfMs, digits }: Order, last: Ranked): string {
  const { score, candidate } = last;
  return writeCursor(asked, { asOfMs, digits, score, documentId: candidate.document_id });
}

function answer(texts: Partial<Record<FoundKind, string[]>>, next: string | null): string {
  const lists = FOUND_KINDS.map((kind) => `"${kind}":[${(texts[kind] ?? []).join(',')}]`);
  return `{${lists.join(',')},"next":${JSON.stringify(next)}}`;
}
