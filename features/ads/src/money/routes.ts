// Money of one advertiser: its wallet, payments, refunds, and what documents say of it.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  AdPayment,
  AdPaymentPage,
  AdWallet,
  BillingDetails,
  BillingView,
  CreditBody,
  MoneyStatement,
  PaymentBody,
  PaymentParams,
  RefundBody,
  SellerBody,
  SellerView,
} from '@jhalak/contracts/ad-money';
import { AdvertiserParams } from '@jhalak/contracts/ads';
import { PageQuery } from '@jhalak/contracts/fields';
import { actorOf, OURS, pageOf } from '../routes/shared.ts';
import { giveCredit } from './credit.ts';
import { listPayments, showPayment } from './payment-rows.ts';
import { refundPayment } from './refunds.ts';
import { changeBilling, changeSeller, readBilling, readSeller } from './sellers.ts';
import { createTopUp, settlePayment } from './top-up.ts';
import { readAdvertiser, type MoneyDeps } from './types.ts';
import { readLines, readWallet } from './wallet.ts';

const ONE = '/v1/ads/advertisers/:organisation';
/** Each asks the provider: a person who waits for a bank, not a script. */
const ASKS_PER_MINUTE = 60;

export function walletRoutes(deps: MoneyDeps): Route[] {
  return [
    ...[wallet(deps), statement(deps), credit(deps), billing(deps), changeOfBilling(deps)],
    ...[list(deps), create(deps), get(deps), refund(deps)],
    ...[seller(deps), changeOfSeller(deps)],
  ];
}

function wallet(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ONE}/wallet`,
    name: 'getAdWallet',
    summary: 'What an advertiser can spend, what is held, and what a payment would bear in tax',
    params: AdvertiserParams,
    replies: { 200: AdWallet },
    handle: async ({ params }) => ({
      status: 200,
      json: await readWallet(deps, params.organisation),
    }),
  });
}

function statement(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ONE}/wallet/statement`,
    name: 'listWalletLines',
    summary: 'Lines of the wallet as the ledger has them, the newest first',
    params: AdvertiserParams,
    query: PageQuery,
    replies: { 200: MoneyStatement },
    handle: async ({ params, query }) => ({
      status: 200,
      json: await readLines(
        deps,
        { kind: 'advertiser_wallet', owner: params.organisation },
        pageOf(query),
      ),
    }),
  });
}

function credit(deps: MoneyDeps): Route {
  return defineRoute({
    ...{ tag: 'ads', access: ['operator'], owner: 'staff' },
    method: 'POST',
    path: `${ONE}/credit`,
    name: 'giveAdCredit',
    summary: 'Give an advertiser credit: spent before what it paid in, never paid out',
    params: AdvertiserParams,
    body: CreditBody,
    replies: { 201: AdWallet },
    async handle({ params: { organisation }, body, caller }) {
      await giveCredit(deps, organisation, body, { ...actorOf(caller), side: 'operator' });
      return { status: 201, json: await readWallet(deps, organisation) };
    },
  });
}

function billing(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ONE}/billing`,
    name: 'getBillingDetails',
    summary: 'What documents say of an advertiser beside what it signed up with',
    params: AdvertiserParams,
    replies: { 200: BillingView },
    async handle({ params }) {
      await readAdvertiser(deps.database, params.organisation);
      const address = await readBilling(deps.database, params.organisation);
      return { status: 200, json: address === undefined ? {} : { address } };
    },
  });
}

function changeOfBilling(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'PUT',
    path: `${ONE}/billing`,
    name: 'putBillingDetails',
    summary: 'Say the address that documents name; those that are issued stay as they are',
    params: AdvertiserParams,
    body: BillingDetails,
    replies: { 200: BillingView },
    async handle({ params: { organisation }, body, caller }) {
      await changeBilling(deps, organisation, body.address, actorOf(caller));
      return { status: 200, json: { address: await readBilling(deps.database, organisation) } };
    },
  });
}

function list(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ONE}/payments`,
    name: 'listAdPayments',
    summary: 'Payments of an advertiser and their refunds, the newest first',
    params: AdvertiserParams,
    query: PageQuery,
    replies: { 200: AdPaymentPage },
    handle: async ({ params, query }) => ({
      status: 200,
      json: await listPayments(deps, params.organisation, pageOf(query)),
    }),
  });
}

function create(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: `${ONE}/payments`,
    name: 'createAdPayment',
    summary: 'Begin a payment into the wallet; it is made on the page of the provider',
    params: AdvertiserParams,
    body: PaymentBody,
    replies: { 201: AdPayment },
    ratePerMinute: ASKS_PER_MINUTE,
    async handle({ params: { organisation }, body, caller }) {
      const id = await createTopUp(deps, organisation, body, actorOf(caller));
      return { status: 201, json: await showPayment(deps, organisation, id) };
    },
  });
}

function get(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'GET',
    path: `${ONE}/payments/:payment`,
    name: 'getAdPayment',
    summary: 'One payment, as its provider says now',
    params: PaymentParams,
    replies: { 200: AdPayment },
    ratePerMinute: ASKS_PER_MINUTE,
    async handle({ params: { organisation, payment } }) {
      await settlePayment(deps, organisation, payment);
      return { status: 200, json: await showPayment(deps, organisation, payment) };
    },
  });
}

function refund(deps: MoneyDeps): Route {
  return defineRoute({
    ...OURS,
    method: 'POST',
    path: `${ONE}/payments/:payment/refunds`,
    name: 'createAdRefund',
    summary: 'Pay back what was not spent of a payment, with its tax',
    params: PaymentParams,
    body: RefundBody,
    replies: { 201: AdPayment },
    ratePerMinute: ASKS_PER_MINUTE,
    async handle({ params: { organisation, payment }, body, caller }) {
      await refundPayment(deps, organisation, payment, body.amount, actorOf(caller));
      return { status: 201, json: await showPayment(deps, organisation, payment) };
    },
  });
}

function seller(deps: MoneyDeps): Route {
  return defineRoute({
    ...{ tag: 'ads', access: ['operator'], owner: 'staff' },
    method: 'GET',
    path: '/v1/ads/seller',
    name: 'getAdSeller',
    summary: 'The operator as documents name it',
    replies: { 200: SellerView },
    handle: async () => ({ status: 200, json: await readSeller(deps.database) }),
  });
}

function changeOfSeller(deps: MoneyDeps): Route {
  return defineRoute({
    ...{ tag: 'ads', access: ['operator'], owner: 'staff' },
    method: 'PUT',
    path: '/v1/ads/seller',
    name: 'putAdSeller',
    summary: 'Say who the operator is on documents from now on: name, address, tax number, state',
    body: SellerBody,
    replies: { 200: SellerView },
    async handle({ body, caller }) {
      await changeSeller(deps, body, { ...actorOf(caller), side: 'operator' });
      return { status: 200, json: await readSeller(deps.database) };
    },
  });
}
