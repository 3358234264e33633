// The gateway's work for one message: is it known, may it go there under a policy in force, what of it may go; then it is
// signed, declared and carried.

import { CellReceipt, type CellEnvelope } from '@jhalak/contracts/gateway';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { BorderMessage, BorderReply, Courier, Database, Delivered } from '@jhalak/ports';
import { Compile } from 'typebox/compile';
import { isSignedBy } from './cell-keys.ts';
import type { Directory } from './directory.ts';
import type { MessageType } from './message-type.ts';
import { MESSAGES } from './messages.ts';
import { passage, type PassageRefusal } from './passage.ts';
import type { PolicyInForce, PolicyStore } from './policy-store.ts';
import type { Refusals } from './refusals.ts';

/** When to come again when the other side said nothing of it. */
const COME_AGAIN_MS = MINUTE_MS;
/** Where cells take messages. */
export const CELL_MESSAGES_PATH = '/v1/border/messages';

const receipt = Compile(CellReceipt);

export interface SenderDeps {
  database: Database;
  clock: Clock;
  region: string;
  policies: PolicyStore;
  refusals: Refusals;
  directory: Directory;
  cellId(): Promise<string>;
}

/** Where a message goes, and as what. */
interface Addressed {
  url: string;
  body: Buffer;
  /** Of a cell: its key, with which the receipt is signed. */
  key?: string;
}

export class Sender {
  readonly #deps: SenderDeps;
  readonly #courier: Courier;

  constructor(deps: SenderDeps, courier: Courier) {
    this.#deps = deps;
    this.#courier = courier;
  }

  async send(message: BorderMessage): Promise<BorderReply> {
    const { policies, region } = this.#deps;
    const type = MESSAGES.get(message.message);
    // Publishers' sites are asked through `fetch`, which has walls of its own.
    if (type === undefined || type.kind === 'publisher') {
      return await this.#refuse(message, 'unknown_message', 'No such message can be sent.');
    }
    const policy = await policies.inForce(type.name, message.to);
    if (policy === undefined) {
      const detail = `No policy in force lets ${type.name} go to ${message.to}.`;
      return await this.#refuse(message, 'no_policy', detail);
    }
    const passed = passage(type, policy, region, message.fields);
    if (passed.kind === 'refused') {
      return await this.#refuse(message, passed.reason, passed.detail);
    }
    const addressed = await this.#address(type, policy, message, passed.fields);
    if (addressed === undefined) {
      return await this.#refuse(message, 'unknown_party', `${message.to} is not known here.`);
    }
    const delivered = await this.#courier.deliver({
      message: type.name,
      to: message.to,
      kind: type.kind,
      url: addressed.url,
      body: addressed.body,
      ...(message.signal === undefined ? {} : { signal: message.signal }),
    });
    if (type.kind === 'cell' && delivered.kind === 'reply') {
      await this.#keep(delivered.entryId, passed.fields);
    }
    return await this.#reply(message, addressed, delivered);
  }

  async #address(
    type: MessageType,
    policy: PolicyInForce,
    message: BorderMessage,
    fields: Record<string, unknown>,
  ): Promise<Addressed | undefined> {
    if (type.kind === 'processor') {
      const { url } = policy;
      if (url === undefined) return undefined;
      // Exactly the fields of the policy: not even the message's id.
      return { url, body: Buffer.from(JSON.stringify(fields)) };
    }
    const card = await this.#deps.directory.find(message.to);
    if (card === undefined) return undefined;
    const said: Omit<CellEnvelope, 'signature'> = {
      v: 1,
      id: message.id,
      from: await this.#deps.cellId(),
      to: card.cell,
      message: type.name,
      // The id's own moment: however often it is sent, it is one and the same message.
      sentAtMs: Number.parseInt(message.id.replace('-', '').slice(0, 12), 16),
      fields,
    };
    const own = await this.#deps.directory.card();
    const whole = own.follows === undefined ? said : { ...said, card: own };
    const signature = this.#deps.directory.signer.sign('envelope', whole);
    const body = Buffer.from(JSON.stringify({ ...whole, signature }));
    return { url: `${card.address}${CELL_MESSAGES_PATH}`, body, key: card.key };
  }

  async #reply(
    message: BorderMessage,
    { key }: Addressed,
    delivered: Delivered,
  ): Promise<BorderReply> {
    const untilMs = this.#deps.clock.nowMs() + COME_AGAIN_MS;
    if (delivered.kind === 'refused') {
      return { kind: 'refused', reason: 'not_carried', detail: delivered.detail };
    }
    if (delivered.kind === 'later') {
      return { ...delivered, kind: 'retry_later', untilMs: delivered.untilMs ?? untilMs };
    }
    const { status, text, entryId } = delivered;
    if (status >= 500 || status === 429 || status === 408) {
      return { kind: 'retry_later', untilMs, detail: `${message.to} answers ${status}.` };
    }
    if (status >= 300) {
      return { kind: 'refused', reason: 'other_side', detail: `${message.to} answers ${status}.` };
    }
    if (key !== undefined && !isReceipt(text, key, message)) {
      const detail = `${message.to} gave no receipt that its key signed.`;
      return { kind: 'retry_later', untilMs, detail };
    }
    return { kind: 'delivered', entryId, reply: text };
  }

  /** What another cell was told is shown here too. */
  async #keep(entryId: string, fields: Record<string, unknown>): Promise<void> {
    await this.#deps.database.query(
      {
        name: 'border.keep_told',
        text: 'UPDATE border_crossings SET fields = $3 WHERE cell_id = $1 AND entry_id = $2',
      },
      [await this.#deps.cellId(), entryId, JSON.stringify(fields)],
    );
  }

  async #refuse(
    message: BorderMessage,
    reason: PassageRefusal,
    detail: string,
  ): Promise<BorderReply> {
    const known = (await this.#deps.directory.find(message.to)) !== undefined;
    await this.#deps.refusals.count({
      message: message.message,
      party: message.to,
      reason,
      known,
    });
    return { kind: 'refused', reason, detail };
  }
}

function isReceipt(text: string, key: string, message: BorderMessage): boolean {
  const given = readReceipt(text);
  return (
    given !== undefined &&
    given.id === message.id &&
    given.cell === message.to &&
    isSignedBy(key, 'receipt', given)
  );
}

/** @returns the receipt in a reply's text, or undefined when there is none. Its signature is not looked at. */
export function readReceipt(text: string): CellReceipt | undefined {
  try {
    const given: unknown = JSON.parse(text);
    return receipt.Check(given) ? given : undefined;
  } catch {
    return undefined;
  }
}
