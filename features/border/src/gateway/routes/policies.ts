// Dated policies: who may write, approve and end them.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  BorderPolicy,
  BorderPolicyBody,
  BorderPolicyList,
  PolicyApproval,
  PolicyParams,
} from '@jhalak/contracts/gateway';
import { assert } from '@jhalak/kernel';
import type { PolicyStore } from '../policy-store.ts';
import { BORDER_READERS } from './readers.ts';

const ours = { tag: 'border', owner: 'staff' } as const;
const version = '/v1/border/policies/:policy/versions/:version';

export function policyRoutes(policies: PolicyStore): Route[] {
  return [list(policies), propose(policies), approve(policies), end(policies)];
}

function list(policies: PolicyStore): Route {
  return defineRoute({
    ...ours,
    method: 'GET',
    path: '/v1/border/policies',
    name: 'listBorderPolicies',
    summary: 'What may leave to whom, with authors, approvers and dates',
    access: BORDER_READERS,
    replies: { 200: BorderPolicyList },
    handle: async () => ({ status: 200, json: { items: await policies.list() } }),
  });
}

function propose(policies: PolicyStore): Route {
  return defineRoute({
    ...ours,
    method: 'POST',
    path: '/v1/border/policies',
    name: 'proposeBorderPolicy',
    stepUp: true,
    summary: 'Write a policy; it allows nothing until somebody else approves it',
    access: ['operator', 'legal_officer'],
    body: BorderPolicyBody,
    replies: { 201: BorderPolicy },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a role');
      return { status: 201, json: await policies.propose(body, caller.personId) };
    },
  });
}

function approve(policies: PolicyStore): Route {
  return defineRoute({
    ...ours,
    method: 'POST',
    path: `${version}/approval`,
    name: 'approveBorderPolicy',
    stepUp: true,
    summary: 'Approve what somebody else wrote, naming its digest',
    access: ['operator', 'legal_officer'],
    params: PolicyParams,
    body: PolicyApproval,
    replies: { 200: BorderPolicy },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for a role');
      const approval = { digest: body.digest, approver: caller.personId };
      const approved = await policies.approve(params.policy, params.version, approval);
      return { status: 200, json: approved };
    },
  });
}

function end(policies: PolicyStore): Route {
  return defineRoute({
    ...ours,
    method: 'POST',
    path: `${version}/end`,
    name: 'endBorderPolicy',
    stepUp: true,
    summary: 'End a policy now: from the next message on nothing leaves under it',
    access: ['operator', 'legal_officer'],
    params: PolicyParams,
    replies: { 200: BorderPolicy },
    handle: async ({ params }) => ({
      status: 200,
      json: await policies.end(params.policy, params.version),
    }),
  });
}
