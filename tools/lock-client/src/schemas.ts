// The public contract as JSON Schema: what docs/lock/schemas holds.

import {
  KillList,
  LockEventsBody,
  LockKeySet,
  LockPack,
  LockReceipt,
  ReceiptBody,
  SignedJson,
} from '@jhalak/contracts/lock';
import { ConformanceBody } from '@jhalak/contracts/partners';

const SCHEMAS = {
  'signed-json': [
    SignedJson,
    'A JWS in flattened JSON; `payload` is base64url of one of the others',
  ],
  pack: [LockPack, 'GET /lock/v1/packs/{region}/{language}/current: the payload'],
  'kill-list': [KillList, 'GET /lock/v1/kill: the payload'],
  'key-set': [LockKeySet, 'GET /lock/v1/keys'],
  'receipt-request': [ReceiptBody, 'POST /lock/v1/receipts'],
  receipt: [LockReceipt, 'What POST /lock/v1/receipts gives: the payload'],
  events: [LockEventsBody, 'POST /lock/v1/events'],
  conformance: [ConformanceBody, 'POST /lock/v1/conformance'],
} as const;

/** @returns the text of each file of docs/lock/schemas, by its name. Cost: milliseconds. */
export function lockSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, [schema, description]]) => {
      // What TypeBox keeps beside the standard's fields is not enumerable: JSON leaves it out.
      const { $id: title = name, ...rest } = JSON.parse(JSON.stringify(schema)) as { $id?: string };
      const file = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title,
        description,
        ...rest,
      };
      // Parts' names are the cell's; inside a file they would be other documents.
      const text = JSON.stringify(
        file,
        (key, value: unknown) => (key === '$id' ? undefined : value),
        2,
      );
      return [`${name}.json`, `${text}\n`];
    }),
  );
}
