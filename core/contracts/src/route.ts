// A route as data: method, path, who may call it, what goes in and out. Features declare routes; the app mounts them,
// and OpenAPI, the permission matrix and the tests are computed from the same list.

import type { Readable } from 'node:stream';
import type { Static, TSchema } from 'typebox';

/** Roles that a person can hold, as rows `{person, role, organisation?}`. */
export const ROLES = [
  'editor',
  'moderator',
  'partner',
  'advertiser',
  'grievance_officer',
  'legal_officer',
  'operator',
  'auditor',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that mean something only within an organisation: nobody holds them for the whole cell. */
export const ORGANISATION_ROLES: readonly Role[] = ['partner', 'advertiser'];
/** An organisation's short name; stands in addresses. */
export const ORGANISATION_PATTERN = '^[a-z0-9][a-z0-9._-]{0,59}$';

/** A role that is held within one organisation. */
export interface OrganisationRole {
  role: Role;
  organisation: string;
}

/**
 * Who may call a route.
 * `anyone`: no token needed. `viewer`: any token, signed up or not. `account`: a signed-up person.
 * A list of roles: a signed-up person who holds one of them for the whole cell; `admin` may call all of these. A role within
 * an organisation opens only routes whose owner rule is `organisation`.
 */
export type Access = 'anyone' | 'viewer' | 'account' | readonly Role[];

/**
 * Whose things the route touches. `self`: only the caller's own, by construction (no id in the path).
 * `owner`: the thing in the path must belong to the caller, and the handler refuses others. `public`: anybody's,
 * through visibility. `staff`: anybody's, by role. `organisation`: things of one organisation: `:organisation` in the path
 * must be one in which the caller holds one of the route's roles (the app refuses others); where the path has none, the
 * handler gives only what `organisationsOf` names. Who holds such a role for the whole cell reaches every organisation.
 */
export type OwnerRule = 'self' | 'owner' | 'public' | 'staff' | 'organisation';

export type AgeBand = 'under13' | '13-17' | '18plus';

/** A role lent for an hour because two others agreed; see `BreakGlass` in staff. */
export interface LentRole {
  /** The request that two others agreed to. */
  id: string;
  role: Role;
  /** When it is over, UTC milliseconds. */
  untilMs: number;
}

/** The person behind a request, as the token tells. */
export interface Caller {
  /** A person of this cell; the same id before and after signing up. */
  personId: string;
  /** Absent while the viewer has not signed up. */
  handle?: string;
  /** Held for the whole cell and for its region only, those lent by break-glass among them. */
  roles: readonly Role[];
  /** Present while roles are lent to the person: every request is then logged by the app. */
  breakGlass?: readonly LentRole[];
  /** Held within organisations only; absent where there are none. */
  organisationRoles?: readonly OrganisationRole[];
  ageBand?: AgeBand;
  /** Present for declared children alone. */
  child?: {
    /** Whether a parent's consent is in force, or the region asks for none at this age. */
    consent: boolean;
    /** Whether the parent lets the account be public. */
    mayBePublic: boolean;
  };
  /** Where the request comes from, ISO 3166-2, as the operator's own proxy says; absent: not known. */
  state?: string;
  /** Where an adult says that they live, ISO 3166-2: for the trends of that state, and for nothing else. Absent: not said. */
  homePlace?: string;
  /** Content languages that the person chose, BCP 47; may be empty. */
  languages: readonly string[];
  /** Genres that the person chose; may be empty. */
  genres: readonly string[];
  /** True only with consent to personalisation on record from a person of 18 or more. */
  personal: boolean;
  /** True with consent to the lock screen on record. */
  lock?: boolean;
  /** True only with consent to ads by interest on record from a person of 18 or more. */
  ads?: boolean;
  /** Which session's token was used, to end it. */
  sessionId: string;
  /** Set while the person's erasure is due and can still be undone; only routes that say so may then be called. */
  deletionDueAtMs?: number;
}

/** What a handler gets: checked input, never the raw request. */
export interface RouteInput<P extends TSchema, Q extends TSchema, B extends TSchema> {
  params: Static<P>;
  query: Static<Q>;
  body: Static<B>;
  /** Present where access is not `anyone`; there it can be absent. */
  caller: Caller | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** Whom the network says that it comes from, an IP address. Only to tell machines from people: never kept. */
  address?: string;
  /** The body's bytes as they came, of routes with `rawBody`. */
  rawBody?: Buffer;
  /** Aborted when the client goes away or the route's deadline passes. */
  signal: AbortSignal;
}

/** A reply. `json` is a value, or text that is already JSON (cached per item). */
export interface RouteReply {
  status: number;
  json?: unknown;
  /** Bytes that are already JSON; wins over `json`. */
  rawJson?: string | Buffer;
  /** Bytes of another type, with `content-type` and `content-length` in `headers`; destroyed when the client goes away. */
  stream?: Readable;
  headers?: Readonly<Record<string, string>>;
  /** Asks the app to set (token) or clear (null) the session cookie when the request comes from our own web app. */
  session?: string | null;
}

/** One route. Types of input follow from its schemas. */
export interface Route<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Fastify's form: `/v1/videos/:id`. */
  path: string;
  /** Lower-camel name, unique; the OpenAPI operationId. */
  name: string;
  summary: string;
  tag: string;
  access: Access;
  owner: OwnerRule;
  params?: P;
  query?: Q;
  body?: B;
  /** Status to schema, or to null where the reply has no body. */
  replies: Readonly<Record<number, TSchema | null>>;
  /** Largest request body in bytes; default 64 KiB. */
  bodyLimitBytes?: number;
  /** `kept`: the handler also gets the bytes of the body, over which somebody signed. Keep `bodyLimitBytes` small. */
  rawBody?: 'kept';
  /** An answer without an end, as a stream of events: who waits for the whole of it waits for ever. */
  endless?: true;
  /** Requests a minute for one caller; default 600. */
  ratePerMinute?: number;
  /**
   * `address`: counted by address whoever asks. Else a person counts as one wherever they are, and whoever makes a new viewer
   * for each request is never one too many.
   */
  countedBy?: 'address';
  /**
   * `allowed`: also for a caller with `deletionDueAtMs`. Elsewhere the app answers `account.pending_deletion`, except on
   * routes open to anyone, where such a caller counts as nobody.
   */
  pendingDeletion?: 'allowed';
  /**
   * `open`: also for viewers of a region that an order closed as a whole. Elsewhere the app answers `region.blocked`; routes
   * of roles stay open to who holds them.
   */
  whileBlocked?: 'open';
  /**
   * `open`: also while the cell is frozen for its hand-over, or has ended with it. Elsewhere the app answers `cell.frozen` or
   * `cell.ended` to anything but GET and HEAD.
   */
  whileFrozen?: 'open';
  /**
   * `open`: also while the cell closes for good, until its deadline, although nothing else can be changed: what people need to
   * take their data along.
   */
  whileClosing?: 'open';
  /**
   * `true`: a signed-up person must have proven themselves (password, passkey or code) in this session within the last ten
   * minutes. Else the app answers `auth.step_up`. Visitors without an account have nothing to prove it with and pass.
   */
  stepUp?: true;
  /**
   * `true`: a declared child may do this only with a parent's consent in force: what shows them to others, or keeps more of
   * them. Else the app answers `family.consent_needed`. Watching is never marked.
   */
  parentFirst?: true;
  handle(input: RouteInput<P, Q, B>): Promise<RouteReply>;
}

/**
 * @returns whose things the caller may touch by one of these roles: `all` for a holder for the whole cell and for admins,
 * else the organisations in which one is held; maybe none. Cost: none.
 */
export function organisationsOf(
  caller: Pick<Caller, 'roles' | 'organisationRoles'>,
  roles: readonly Role[],
): 'all' | readonly string[] {
  if (caller.roles.includes('admin') || roles.some((role) => caller.roles.includes(role)))
    return 'all';
  const held = (caller.organisationRoles ?? []).filter(({ role }) => roles.includes(role));
  return [...new Set(held.map(({ organisation }) => organisation))];
}

/** Gives a route its types. Cost: none. */
export function defineRoute<P extends TSchema, Q extends TSchema, B extends TSchema>(
  route: Route<P, Q, B>,
): Route {
  return route;
}
