// Where somebody is now. The new cell says so and signs it; the person carries that word here and shows it on their old page,
// or takes it away again. No cell asks another, and nobody who follows is moved: they see it, and choose.

import { problem } from '@jhalak/contracts';
import type { Whereabouts } from '@jhalak/contracts/imports';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { CellPapers } from '../bring/types.ts';

/** A word is carried within days; an old one may be about somebody who has left since. */
const WORD_DAYS = 30;
/** Clocks of two machines differ. */
const AHEAD_MAX_MS = 10 * 60_000;
/** A cell that the operator parted from is led to no longer than this; pages of people are read more often than cells are met. */
const KNOWN_FOR_MS = 60_000;
/** What a word begins with: people see what they carry. */
const MARK = 'jhalak-1.';

const WordPaper = Type.Object(
  {
    v: Type.Literal(1),
    kind: Type.Literal('jhalak whereabouts'),
    /** Which cell speaks, and who it speaks of, as they are called there. */
    cell: Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' }),
    handle: Type.String({ minLength: 1, maxLength: 30 }),
    /** For which cell, and who they were there, as they say themselves. */
    formerCell: Type.String({ pattern: '^[a-z]{2,8}-[a-z2-7]{10}$' }),
    formerHandle: Type.String({ minLength: 1, maxLength: 30 }),
    atMs: Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 }),
    signature: Type.String({ maxLength: 100 }),
  },
  { additionalProperties: false },
);
type WordPaper = Static<typeof WordPaper>;
const wordForm = Compile(WordPaper);

export interface WhereaboutsDeps {
  database: Database;
  clock: Clock;
  papers: CellPapers;
  /** @returns the person of this name here. */
  personByHandle(handle: string): Promise<{ personId: string } | undefined>;
}

interface Row {
  cell: string;
  handle: string;
  url: string;
  since_ms: number;
}

export class WhereaboutsDesk {
  readonly #deps: WhereaboutsDeps;
  /** By cell: as many as people here lead to, all of which were met once. */
  readonly #known = new Map<string, { isKnown: boolean; untilMs: number }>();

  constructor(deps: WhereaboutsDeps) {
    this.#deps = deps;
  }

  /** @returns this cell's word that the person of this handle is here, for the cell they came from. Cost: a signature. */
  async word(handle: string, former: { cell: string; handle: string }): Promise<string> {
    const { papers, clock } = this.#deps;
    const { cell } = await papers.card();
    const said = {
      ...{ v: 1 as const, kind: 'jhalak whereabouts' as const, cell, handle },
      ...{ formerCell: former.cell, formerHandle: former.handle, atMs: clock.nowMs() },
    };
    const paper = { ...said, signature: papers.sign('whereabouts', said) };
    return `${MARK}${Buffer.from(JSON.stringify(paper)).toString('base64url')}`;
  }

  /** @returns the cell's id, as the other one has to name it. */
  async cell(): Promise<string> {
    return (await this.#deps.papers.card()).cell;
  }

  /**
   * @returns where somebody says that they are now; nothing while this cell's operator does not know that cell any more. Cost: a
   * point read, and once a minute for each cell a look into the directory.
   */
  async of(personId: string): Promise<Whereabouts | undefined> {
    const [row] = await this.#deps.database.query<Row>(
      {
        name: 'whereabouts.of',
        short: true,
        text: 'SELECT cell, handle, url, since_ms FROM whereabouts WHERE person_id = $1',
      },
      [personId],
    );
    if (row === undefined || !(await this.#knows(row.cell))) return undefined;
    return { handle: row.handle, url: row.url, sinceMs: row.since_ms };
  }

  async #knows(cell: string): Promise<boolean> {
    const { papers, clock } = this.#deps;
    const nowMs = clock.nowMs();
    const before = this.#known.get(cell);
    if (before !== undefined && nowMs < before.untilMs) return before.isKnown;
    const isKnown = await papers.knows(cell);
    this.#known.set(cell, { isKnown, untilMs: nowMs + KNOWN_FOR_MS });
    return isKnown;
  }

  /**
   * Shows it from now on. The address is the one that the operator took in with that cell's card, never one from the word.
   *
   * @throws `whereabouts.unknown_cell`, `whereabouts.not_yours`, `whereabouts.over`.
   */
  async show(personId: string, text: string): Promise<Whereabouts> {
    const { database, clock, papers } = this.#deps;
    const paper = wordIn(text);
    const own = await this.cell();
    const address =
      paper === undefined || paper.cell === own ? undefined : await papers.addressOf(paper.cell);
    if (paper === undefined || address === undefined) throw unknownCell();
    if (!(await papers.isSigned('whereabouts', paper.cell, paper))) throw unknownCell();
    const named = await this.#deps.personByHandle(paper.formerHandle);
    if (paper.formerCell !== own || named?.personId !== personId)
      throw problem(
        'whereabouts.not_yours',
        'This word names another person, or another service. Ask for one there that names you as you are called here.',
      );
    const nowMs = clock.nowMs();
    if (paper.atMs > nowMs + AHEAD_MAX_MS || paper.atMs < nowMs - WORD_DAYS * DAY_MS)
      throw problem('whereabouts.over', 'This word is too old. Ask for a new one there.');
    const url = `${address}/@${encodeURIComponent(paper.handle)}`;
    await database.query(
      {
        name: 'whereabouts.show',
        text: `INSERT INTO whereabouts (person_id, cell, handle, url, since_ms) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (person_id) DO UPDATE SET cell = excluded.cell, handle = excluded.handle, url = excluded.url,
            since_ms = excluded.since_ms`,
      },
      [personId, paper.cell, paper.handle, url, nowMs],
    );
    this.#known.delete(paper.cell);
    return { handle: paper.handle, url, sinceMs: nowMs };
  }

  async hide(personId: string): Promise<void> {
    await this.#deps.database.query(
      { name: 'whereabouts.hide', text: 'DELETE FROM whereabouts WHERE person_id = $1' },
      [personId],
    );
  }
}

/** Spaces and line ends come from mail and chats. */
function wordIn(text: string): WordPaper | undefined {
  const plain = text.replaceAll(/\s/gu, '');
  if (!plain.startsWith(MARK)) return undefined;
  try {
    const said: unknown = JSON.parse(
      Buffer.from(plain.slice(MARK.length), 'base64url').toString('utf8'),
    );
    return wordForm.Check(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

function unknownCell(): Error {
  return problem(
    'whereabouts.unknown_cell',
    'This is not the word of a service that is known here. The operator can tell which ones are.',
  );
}
