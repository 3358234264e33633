// What every part uses; a feature's own schemas are on their subpath (`@jhalak/contracts/feed`).
export { defineManifest } from './manifest.ts';
export type {
  BlobEntry,
  CacheEntry,
  DataClass,
  ErasureAction,
  HandoverMode,
  Manifest,
  ModelCard,
  ModelEntry,
  PersonalExport,
  Retention,
  StreamEntry,
  SurfaceEntry,
  TableEntry,
  TechnologyEntry,
  ToldRows,
} from './manifest.ts';
export { problem } from './problem-error.ts';
export { Problem, PROBLEM_MEANING, PROBLEM_STATUS } from './problems.ts';
export type { ProblemCode } from './problems.ts';
export {
  defineRoute,
  ORGANISATION_PATTERN,
  ORGANISATION_ROLES,
  organisationsOf,
  ROLES,
} from './route.ts';
export type {
  Access,
  AgeBand,
  Caller,
  LentRole,
  OrganisationRole,
  OwnerRule,
  Role,
  Route,
  RouteInput,
  RouteReply,
} from './route.ts';
