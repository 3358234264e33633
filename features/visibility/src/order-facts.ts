// What an order says to visibility, and whether it names a thing. Pure.

import { hasTag, saysKeyword, type ItemWords } from './order-words.ts';

/** Kinds of things that an order can reach. */
export type OrderedKind = 'clip' | 'story' | 'card';

/** One thing that an order names; as `OrderTarget` of the contract, without what does not exist here. */
export type Named =
  | { kind: OrderedKind | 'account'; id: string }
  | { kind: 'tag' | 'keyword'; text: string }
  /** The clip where a sound was first. */
  | { kind: 'sound'; id: string }
  /** The same: what carries it stays, and plays without sound. */
  | { kind: 'silent_sound'; id: string }
  | { kind: 'app' };

/** Facts of an event of `orders.order`: the whole effect after the change, so that applying one twice changes nothing. */
export interface OrderFacts {
  inForce: boolean;
  targets: readonly Named[];
  /** ISO 3166-2; null: the whole country. */
  states: readonly string[] | null;
  law: string;
  interim: boolean;
  sinceMs: number;
}

/** A thing, as far as an order can name it. */
export interface OrderedItem {
  /** No order names a comment by itself: it is under one by its clip, its author or its words. */
  kind: OrderedKind | 'comment';
  id: string;
  /** Who made it. */
  personId: string | undefined;
  /** Asked for only when an order names words. */
  words: ItemWords | undefined;
}

/** @returns whether an order names words, or what is heard: things are found by what they say then. */
export function namesWords(targets: readonly Named[]): boolean {
  return targets.some(({ kind }) => kind === 'tag' || kind === 'keyword' || kind === 'sound');
}

/** @returns whether an order names this thing, whole-app orders apart. Cost: a few comparisons; foldings for words. */
export function namesItem(targets: readonly Named[], item: OrderedItem): boolean {
  return targets.some((target) => {
    switch (target.kind) {
      case 'app':
      case 'silent_sound':
        return false;
      case 'account':
        return target.id === item.personId;
      case 'tag':
        return item.words !== undefined && hasTag(item.words, target.text);
      case 'sound':
        return item.words?.soundId === target.id;
      case 'keyword':
        return item.words !== undefined && saysKeyword(item.words, target.text);
      default:
        return target.kind === item.kind && target.id === item.id;
    }
  });
}
