// Stories and clips become cards by themselves: a consumer of the journal proposes them, follows what their sources say,
// and darkens the cards of what went dark.

import type { CardRule } from '@jhalak/contracts/cards';
import type { Clock, Ids } from '@jhalak/kernel';
import type { DurableConsumer, JournalBatch, JournalEvent, Tx } from '@jhalak/ports';
import { isOld, newCard, refreshed } from './card-changes.ts';
import type { CardLife } from './card-life.ts';
import type { CardStore } from './card-store.ts';
import { approvalByRule, type CardRules } from './rules.ts';
import type { Card, CardMaterial, CardMaterials, CardTelling, EndReason } from './types.ts';

export interface ProposalsDeps {
  clock: Clock;
  ids: Ids;
  store: CardStore;
  life: CardLife;
  rules: CardRules;
  sources: readonly CardMaterials[];
}

const PEOPLE_STREAM = 'accounts.person';
/** An account that becomes private. */
const PRIVACY_STREAM = 'social.privacy';
/** Reasons for which a card ended that its source can undo: then it is proposed anew, under another id. */
const CAN_COME_BACK = new Set<string>([
  'source_dark',
  'language_gone',
  'creator_gone',
] satisfies EndReason[]);
const GREW_OLD = new Set<string>(['time_over', 'not_looked_at'] satisfies EndReason[]);

/** @returns the consumer, run by the worker role. */
export function proposals(deps: ProposalsDeps): DurableConsumer {
  const streams = new Set([
    PEOPLE_STREAM,
    PRIVACY_STREAM,
    ...deps.sources.flatMap((source) => source.streams),
  ]);
  return {
    name: 'cards.proposals',
    streams: [...streams],
    handle: async (tx, batch) => await new BatchOfProposals(deps, tx).take(batch),
  };
}

class BatchOfProposals {
  readonly #deps: ProposalsDeps;
  readonly #tx: Tx;
  #rules: readonly CardRule[] = [];

  constructor(deps: ProposalsDeps, tx: Tx) {
    this.#deps = deps;
    this.#tx = tx;
  }

  async take(batch: JournalBatch): Promise<void> {
    await this.#creators(
      batch.events.filter(({ stream }) => stream === PEOPLE_STREAM || stream === PRIVACY_STREAM),
    );
    this.#rules = await this.#deps.rules.inForce(this.#tx);
    for (const source of this.#deps.sources) {
      const mine = batch.events.filter((event) => source.streams.includes(event.stream));
      const items = new Set(mine.flatMap((event) => source.itemOf(event) ?? []));
      if (items.size > 0) await this.#items(source, [...items].toSorted());
    }
  }

  // Somebody is leaving, or shows what they make to their followers alone: it goes dark at once. When they stay after all, or
  // open again, their clips tell of themselves only when they change; cards are not brought back for them.
  async #creators(events: readonly JournalEvent[]): Promise<void> {
    const leaving = events.filter(
      ({ type }) => type === 'deletion_requested' || type === 'erased' || type === 'closed',
    );
    for (const { key } of leaving) await this.#deps.life.endOfPerson(this.#tx, key);
  }

  async #items(source: CardMaterials, itemIds: readonly string[]): Promise<void> {
    const { store } = this.#deps;
    const materials = await source.materials(itemIds);
    const cards = await store.lock(this.#tx, await store.idsOfItems(this.#tx, itemIds));
    const byItem = Map.groupBy(cards, (card) => card.itemId);
    for (const itemId of itemIds) await this.#item(materials.get(itemId), byItem.get(itemId) ?? []);
  }

  async #item(material: CardMaterial | undefined, cards: readonly Card[]): Promise<void> {
    const told = new Set(material?.tellings.map((telling) => telling.language));
    for (const card of cards.filter(isLiving)) {
      if (material === undefined) await this.#deps.life.end(this.#tx, card, 'source_dark');
      else if (!told.has(card.language)) await this.#deps.life.end(this.#tx, card, 'language_gone');
    }
    if (material === undefined) return;
    const byLanguage = new Map(cards.map((card) => [card.language, card]));
    for (const telling of material.tellings)
      await this.#telling(material, telling, byLanguage.get(telling.language));
  }

  async #telling(
    material: CardMaterial,
    telling: CardTelling,
    known: Card | undefined,
  ): Promise<void> {
    const { clock, ids, store, life } = this.#deps;
    const nowMs = clock.nowMs();
    const approval = approvalByRule(this.#rules, material, nowMs);
    if (known !== undefined && isLiving(known)) {
      const byRule = known.approval?.by === 'rule' && approval !== undefined;
      const change = refreshed(known, material, telling, byRule);
      if (change !== undefined) await store.update(this.#tx, change.type, change.card);
      return;
    }
    if (isOld(material, nowMs) || (known !== undefined && !mayComeBack(known, material))) return;
    const card = newCard(material, telling, {
      cardId: ids.next(),
      nowMs,
      ...(approval === undefined ? {} : { approval }),
    });
    await life.propose(this.#tx, card);
  }
}

function isLiving(card: Card): boolean {
  return card.state === 'proposed' || card.state === 'approved';
}

// What an editor refused or killed stays away, whatever its source says.
function mayComeBack(card: Card, material: CardMaterial): boolean {
  const reason = card.ended?.reason ?? '';
  if (CAN_COME_BACK.has(reason)) return true;
  // Something new happened since what it told.
  return GREW_OLD.has(reason) && material.happenedAtMs > card.happenedAtMs;
}
