// Short text messages to phones, by a provider inside the region. Whoever calls keeps its own record and hands over its id
// (`reference`). A message carries a code, so nobody keeps or logs it longer than it takes to hand it on.

import type { Route } from '@jhalak/contracts';

/** Of a message as the person reads it: three parts in an Indic script, more than any template of ours. */
export const TEXT_CHARACTERS_MAX = 200;

export interface TextMessage {
  /** The caller's own id, a UUID: the same one at every try. */
  reference: string;
  /** E.164: `+919876543210`. */
  phone: string;
  /** Which text it is, as it was registered with the provider or the network: our own id where nothing was. */
  template: string;
  /** 4 to 8 digits. */
  code: string;
  /** BCP 47, of the text. */
  language: string;
  /** The whole text, at most TEXT_CHARACTERS_MAX. Providers with registered texts fill in the code themselves and do not get it. */
  text: string;
}

/** Expected outcomes are values; only an aborted signal and our own faults are thrown. */
export type TextOutcome =
  /** The provider has it. Whether a phone showed it is not known. */
  | { kind: 'taken' }
  /** Asking again does not help: a number that is none, a policy that is missing. `reason` is a code, `detail` for the desk. */
  | { kind: 'refused'; reason: string; detail: string }
  | { kind: 'later'; untilMs: number; detail: string };

/** Sends text messages, each at least once. */
export interface TextMessages {
  /** Short name, lower case. */
  readonly provider: string;
  /** Whether no phone ever gets one: then every screen and document says TEST. */
  readonly isTest: boolean;
  /** Hands one over. @param signal aborting ends it; the promise then rejects with the signal's reason. */
  send(message: TextMessage, signal?: AbortSignal): Promise<TextOutcome>;
}

/** What a provider that runs inside the cell has beside: a list of its own, for the operator. */
export interface EmbeddedTextMessages extends TextMessages {
  readonly routes: readonly Route[];
}
