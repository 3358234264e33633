// OpenAPI 3.1 from the routes themselves: what is served is what is described, and schemas with an `$id` are components.

import { STATUS_CODES } from 'node:http';
import { Problem, type Route } from '@jhalak/contracts';
import type { TSchema } from 'typebox';
import { heedsIdempotencyKey } from './idempotency.ts';
import { TUS_PATHS } from './tus-operations.ts';

type Json = string | number | boolean | null | Json[] | JsonObject;
type JsonObject = { [name: string]: Json };

/** An OpenAPI document as plain JSON. */
export interface OpenApi {
  openapi: string;
  info: JsonObject;
  tags: JsonObject[];
  paths: Record<string, JsonObject>;
  components: JsonObject;
}

const DESCRIPTION = `One cell of Jhalak.

**Who asks**: \`Authorization: Bearer TOKEN\`. \`POST /v1/viewers\` gives a token without signing up.

**Failures** are RFC 9457 problems with a stable \`code\`; /docs/problems lists them.

**Limits**: each reply says \`RateLimit-Limit\`, \`RateLimit-Remaining\`, \`RateLimit-Reset\` (seconds); 429 says \`Retry-After\`.

**Pages** go on with \`next\` as \`cursor\`; a cursor belongs to whom it was given, and the same cursor gives the same page.

**Uploads** speak tus 1.0 (https://tus.io/protocols/resumable-upload) at \`/v1/uploads\`.`;

const TAGS: Readonly<Record<string, string>> = {
  accounts: 'Viewers, accounts, sessions, consent',
  'sms-test': 'TEST: messages that no phone got',
  feed: 'Pages of clips, and what players report of them',
  videos: 'Clips, their bytes, likes',
  people: 'Public pages, follows, grids of clips',
  uploads: 'From the first byte to a published clip',
  safety: 'Reports and decisions',
  lock: 'The lock screen: packs, keys, kill list, receipts, events',
  desk: 'The editor’s desk',
  partners: 'Phone brands: keys, switch, what reached their phones',
  staff: 'Roles in this region: giving, ending, dismissal, break-glass',
  border: 'Who this cell is, and its public log',
  operations: 'For whoever runs the cell',
};

/** @returns the description of these routes, with tus and health. Cost: milliseconds; keep the result. */
export function openApiOf(routes: readonly Route[], version: string): OpenApi {
  const components = new Components();
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operation = operationOf(route, components);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
    if (servesHead(route)) paths[path]['head'] = { ...operation, operationId: `${route.name}Head` };
  }
  for (const [path, operations] of Object.entries(TUS_PATHS))
    paths[path] = { ...paths[path], ...withProblems(operations) };
  paths['/v1/health'] = HEALTH;
  const used = new Set(routes.map((route) => route.tag));
  const problem = { 'application/problem+json': { schema: components.refer(Problem) } };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Jhalak',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...used, 'operations'].map((name) => ({ name, description: TAGS[name] ?? name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'jhalak_session' },
      },
      responses: { Problem: { description: 'Refused or failed', content: problem } },
      schemas: components.schemas,
    },
  };
}

/** Whether HEAD is answered too: bytes, whose size a player may ask for first. */
export function servesHead(route: Route): boolean {
  return route.method === 'GET' && route.path.startsWith('/media/');
}

/** Every operation can end in a problem. */
const PROBLEMS: JsonObject = { default: { $ref: '#/components/responses/Problem' } };
const SECURITY: Json = [{ bearer: [] }, { cookie: [] }];

const IDEMPOTENCY_KEY: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 16, maxLength: 255 },
  description:
    'Random, new for each thing to create. A repetition within a day gets the first reply and creates nothing; replies carry `Idempotency-Replayed: true` then',
};

function operationOf(route: Route, components: Components): JsonObject {
  const parameters = [
    ...parametersOf(route.params, 'path', components),
    ...parametersOf(route.query, 'query', components),
    ...(heedsIdempotencyKey(route) ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.tag],
    'x-access': typeof route.access === 'string' ? route.access : [...route.access],
    'x-owner': route.owner,
    ...(route.stepUp === true ? { 'x-step-up': true } : {}),
    ...(route.parentFirst === true ? { 'x-parent-first': true } : {}),
    ...(route.access === 'anyone' ? {} : { security: SECURITY }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: components.refer(route.body) } },
          },
        }),
    responses: { ...repliesOf(route, components), ...PROBLEMS },
  };
}

function repliesOf(route: Route, components: Components): JsonObject {
  const bytes = servesHead(route);
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, schema]) => {
      const description = STATUS_CODES[status] ?? 'Reply';
      if (schema !== null)
        return [
          status,
          { description, content: { 'application/json': { schema: components.refer(schema) } } },
        ];
      const content = { 'video/mp4': {}, 'image/webp': {}, 'image/jpeg': {} };
      return [status, { description, ...(bytes && status < '300' ? { content } : {}) }];
    }),
  );
}

function parametersOf(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  components: Components,
): JsonObject[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: components.refer(property),
  }));
}

function withProblems(operations: Readonly<Record<string, JsonObject>>): JsonObject {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => [
      method,
      {
        ...operation,
        security: SECURITY,
        responses: { ...(operation['responses'] as JsonObject), ...PROBLEMS },
      },
    ]),
  );
}

/** Gathers schemas that have a name. */
class Components {
  readonly schemas: JsonObject = {};

  /** @returns the schema, with everything that has an `$id` replaced by a reference to its component. */
  refer(schema: TSchema): Json {
    return this.#copy(schema);
  }

  #copy(value: unknown): Json {
    if (Array.isArray(value)) return value.map((item) => this.#copy(item));
    if (value === null || typeof value !== 'object') return value as Json;
    const { $id: name, ...rest } = value as Record<string, unknown>;
    if (typeof name !== 'string') return this.#copyObject(rest);
    this.schemas[name] ??= this.#copyObject(rest);
    return { $ref: `#/components/schemas/${name}` };
  }

  #copyObject(value: Record<string, unknown>): JsonObject {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => [name, this.#copy(item)]),
    );
  }
}

const STANDING_STILL: JsonObject = {
  type: 'object',
  properties: {
    reader: { type: 'string' },
    window: { type: 'integer', description: 'The one that it stands before' },
    sinceMs: { type: 'integer' },
    stopped: { type: 'boolean', description: 'It tries no more until the next start' },
  },
};
const UNREADABLE: JsonObject = {
  type: 'object',
  properties: {
    reader: { type: 'string' },
    events: { type: 'integer' },
    lastWindow: { type: 'integer' },
  },
};

const HEALTH: JsonObject = {
  get: {
    operationId: 'getHealth',
    summary: 'Whether this cell works',
    tags: ['operations'],
    responses: {
      200: {
        description: 'The database answers and every reader of the journal moves',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['status', 'version', 'region', 'database', 'journal'],
              properties: {
                status: { enum: ['ok', 'unavailable'] },
                version: { type: 'string' },
                region: { type: 'string' },
                database: {
                  type: 'object',
                  properties: { ok: { type: 'boolean' }, answeredInMs: { type: 'integer' } },
                },
                journal: {
                  type: 'object',
                  properties: {
                    window: { type: 'integer' },
                    learnedWindow: { type: 'integer' },
                    standingStill: {
                      type: 'array',
                      description: 'Readers that cannot pass a window; the log says why',
                      items: STANDING_STILL,
                    },
                    unreadable: {
                      type: 'array',
                      description: 'Readers that went on without payloads that do not open',
                      items: UNREADABLE,
                    },
                  },
                },
                samples: {
                  type: 'object',
                  description: 'While the sample world is being made',
                  properties: { total: { type: 'integer' }, ready: { type: 'integer' } },
                },
              },
            },
          },
        },
      },
      503: { description: 'It does not; the same body' },
    },
  },
};
