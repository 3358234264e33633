export { createAccounts } from './accounts.ts';
export { erasurePlan, personalColumns } from './erasure-plan.ts';
export type { ErasureStatement } from './erasure-plan.ts';
export { checkHandle, foldHandle, HANDLE_MAX, HANDLE_MIN } from './handles/check-handle.ts';
export type { HandleRule, HandleVerdict } from './handles/check-handle.ts';
export { ROLES_LISTED_MAX } from './roles.ts';
export type {
  Accounts,
  AccountsDeps,
  AccountsSettings,
  LockAnswer,
  NewPerson,
  PublicPerson,
  RoleChange,
  RoleGrant,
  SignedUp,
  ViewerWithToken,
} from './types.ts';
