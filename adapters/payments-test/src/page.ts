// The page on which a test payment is made. It stands alone: no script or style but its own.

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { defineRoute, problem, type Route, type RouteReply } from '@jhalak/contracts';
import { Type } from 'typebox';
import type { Standing } from './entries.ts';
import type { Counter } from './test-payments.ts';

const Params = Type.Object({ payment: Type.String({ pattern: '^test_[A-Za-z0-9_-]{24}$' }) });
const PressBody = Type.Object(
  { what: Type.Enum(['pay', 'pend', 'fail']) },
  { additionalProperties: false },
);
const Pressed = Type.Object(
  { test: Type.Literal(true), state: Type.String(), returnUrl: Type.String() },
  { $id: 'TestPaymentPressed' },
);
/** A hand that tries each button, not a script. */
const PER_MINUTE = 60;

const STYLE = `:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#f4f1ea,#16140f);color:light-dark(#1c1914,#f3efe6)}
main{max-width:26rem;margin:0 auto;padding:1.5rem 1rem}
.test{background:repeating-linear-gradient(-45deg,#f6c945 0 14px,#f9d973 14px 28px);color:#241b00;font-weight:700;text-align:center;padding:.6rem 1rem}
section{background:light-dark(#fff,#211e18);border:1px solid light-dark(#ddd5c6,#3a352b);border-radius:14px;padding:1.25rem;margin-top:1rem}
h1{font-size:1rem;font-weight:500;margin:0;opacity:.75}
.amount{font-size:2.2rem;font-weight:700;margin:.1rem 0 .4rem;font-variant-numeric:tabular-nums}
.state{margin:.8rem 0 0;font-weight:600}
button{display:block;width:100%;min-height:3rem;margin-top:.7rem;border-radius:10px;border:1px solid light-dark(#8d8371,#6d6452);background:none;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button.pay{background:light-dark(#1c1914,#f3efe6);color:light-dark(#fff,#1c1914);border-color:transparent}
button:focus-visible,a:focus-visible{outline:3px solid #d98200;outline-offset:2px}
a{display:inline-block;margin-top:1rem;color:inherit;min-height:1.5rem}
small{opacity:.75}`;

const SCRIPT = `const say=document.getElementById('state');
for(const button of document.querySelectorAll('button'))button.addEventListener('click',async()=>{
  for(const one of document.querySelectorAll('button'))one.disabled=true;
  try{
    const reply=await window.fetch(location.pathname,{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({what:button.value})});
    const body=await reply.json();
    if(!reply.ok)throw new Error(body.detail);
    location.assign(body.returnUrl);
  }catch(error){say.textContent='TEST: '+error.message;for(const one of document.querySelectorAll('button'))one.disabled=false}
});`;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function pageRoutes(counter: Counter): Route[] {
  return [show(counter), press(counter)];
}

function show(counter: Counter): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/payments-test/:payment',
    name: 'showTestPayment',
    summary: 'TEST: the page on which a test payment is made; no money moves',
    tag: 'payments-test',
    access: 'anyone',
    owner: 'public',
    params: Params,
    replies: { 200: null },
    ratePerMinute: PER_MINUTE,
    async handle({ params }) {
      const standing = await counter.standing(params.payment);
      if (standing === undefined) throw unknown();
      return page(htmlOf(standing));
    },
  });
}

function press(counter: Counter): Route {
  return defineRoute({
    method: 'POST',
    path: '/v1/payments-test/:payment',
    name: 'pressTestPayment',
    summary: 'TEST: pay, let the bank wait, or let it fail; no money moves',
    tag: 'payments-test',
    access: 'anyone',
    owner: 'public',
    params: Params,
    body: PressBody,
    replies: { 200: Pressed },
    ratePerMinute: PER_MINUTE,
    async handle({ params, body }) {
      const standing = await counter.press(params.payment, body.what);
      if (standing === undefined) throw unknown();
      const { returnUrl, payment } = standing;
      return { status: 200, json: { test: true, state: payment.state, returnUrl } };
    },
  });
}

function unknown(): Error {
  return problem('payment.not_found', 'There is no such test payment.');
}

function page(html: string): RouteReply {
  const bytes = Buffer.from(html);
  return {
    status: 200,
    stream: Readable.from([bytes]),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(bytes.length),
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  };
}

const SAID: Readonly<Record<Standing['payment']['state'], string>> = {
  waiting: 'Not paid yet',
  pending: 'The bank has not answered yet',
  paid: 'Paid',
  failed: 'Not paid: the bank refused, or the time was over',
};

function htmlOf({ payment, purpose, returnUrl }: Standing): string {
  const amount = amountText(payment.amount, payment.currency);
  const open = payment.state !== 'paid';
  const late = payment.state === 'waiting' ? 'Pay (test)' : 'Pay after all (test)';
  const buttons = open
    ? `<button class="pay" value="pay" autofocus>${late}</button>
<button value="pend">Let the bank answer later (test)</button>
<button value="fail">Let the payment fail (test)</button>`
    : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>TEST payment · ${escape(amount)}</title><style>${STYLE}</style></head>
<body><div class="test" role="note">TEST PAYMENT · no money moves</div>
<main><section><h1>${escape(purpose)}</h1>
<p class="amount">${escape(amount)}</p>
<small>TEST reference ${escape(payment.reference)}</small>
<p class="state" id="state" role="status">TEST: ${SAID[payment.state]}</p>
${buttons}</section>
<a href="${escape(returnUrl)}">Go back without paying</a></main>
<script>${SCRIPT}</script></body></html>`;
}

/** As an Indian or Indonesian reader groups digits; units of the currency's smallest step. */
function amountText(amount: number, currency: string): string {
  const locale = currency === 'INR' ? 'en-IN' : 'en';
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
  });
  return format.format(amount / 100);
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
