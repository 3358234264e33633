// The wallet: what can be spent, paying in, what moved, and the documents that the tax law asks for.

import { useState } from 'preact/hooks';
import type {
  AdDocumentPage,
  AdPayment,
  AdPaymentPage,
  AdWallet,
  BillingView,
  MoneyStatement,
} from '@jhalak/contracts/ad-money';
import type { Advertiser } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SureButton } from '../shell/sure-button.tsx';
import { adsPath } from './ads-path.ts';
import { Documents } from './documents.tsx';
import { MoneyField } from './money-field.tsx';
import { moneyText } from './money.ts';
import { useAsked } from './use-asked.ts';

export function Wallet({ advertiser }: { advertiser: Advertiser }) {
  const app = useApp();
  const { t, locale } = app;
  const root = `/v1/ads/advertisers/${advertiser.organisation}`;
  const wallet = useAsked<AdWallet>(`${root}/wallet`);
  const payments = useAsked<AdPaymentPage>(`${root}/payments?limit=20`);
  const statement = useAsked<MoneyStatement>(`${root}/wallet/statement?limit=20`);
  const documents = useAsked<AdDocumentPage>(`${root}/documents?limit=50`);
  const [paying, setPaying] = useState(false);
  const changed = (): void => {
    for (const one of [wallet, payments, statement, documents]) void one.reload();
  };
  async function more(): Promise<void> {
    const { value } = statement;
    if (value === null || value.next === null) return;
    const path = `${root}/wallet/statement?limit=50&cursor=${value.next}`;
    const reply = await app.api.get<MoneyStatement>(path);
    if (reply.kind === 'ok')
      statement.set({ ...reply.value, items: [...value.items, ...reply.value.items] });
    else sayFailure(app, reply);
  }
  if (wallet.value === null)
    return wallet.failure === null ? (
      <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
    ) : (
      <div class="state is-small" role="alert">
        <p>{failureText(app, wallet.failure)}</p>
        <button type="button" class="button" onClick={() => void wallet.reload()}>
          {t('common.retry')}
        </button>
      </div>
    );
  const { balance, credit, held, currency, test, missing } = wallet.value;
  return (
    <section class="ads-wallet">
      <div class="ads-balance">
        <p>
          <span>{t('adMoney.balance')}</span>
          <b>{moneyText(balance, currency, locale)}</b>
          {credit > 0 && (
            <small>{t('adMoney.credit', { amount: moneyText(credit, currency, locale) })}</small>
          )}
          <small>{t('adMoney.held', { amount: moneyText(held, currency, locale) })}</small>
        </p>
        {test && <strong class="ads-test">TEST</strong>}
        <button type="button" class="button primary" onClick={() => setPaying(true)}>
          <Icon name="plus" />
          {t('adMoney.payIn')}
        </button>
        {test && <small class="ads-test-text">{t('adMoney.testText')}</small>}
      </div>
      {missing.includes('seller') && <p class="warning">{t('adMoney.noSeller')}</p>}
      <Payments
        root={root}
        payments={payments.value?.items ?? []}
        balance={balance}
        onChanged={changed}
      />
      <section aria-labelledby="statement-title">
        <h2 id="statement-title">{t('adMoney.statement')}</h2>
        {statement.value?.items.length === 0 && <p class="soft">{t('adMoney.nothing')}</p>}
        <ul class="ads-lines">
          {statement.value?.items.map((line) => (
            <li key={line.id}>
              <span>
                <b>{kindText(t, line.kind)}</b>
                <small>{dateTimeText(line.atMs, locale)}</small>
              </span>
              <span>
                <b class={line.amount < 0 ? '' : 'is-in'}>
                  {line.amount > 0 ? '+' : ''}
                  {moneyText(line.amount, currency, locale)}
                </b>
                <small>{moneyText(line.balanceAfter, currency, locale)}</small>
              </span>
            </li>
          ))}
        </ul>
        {statement.value !== null && statement.value.next !== null && (
          <button type="button" class="button more" onClick={() => void more()}>
            {t('common.more')}
          </button>
        )}
      </section>
      <Documents root={root} documents={documents.value?.items ?? []} />
      {paying && (
        <PayIn
          advertiser={advertiser}
          wallet={wallet.value}
          root={root}
          onClose={() => setPaying(false)}
        />
      )}
    </section>
  );
}

const KINDS = [
  ...(['topped_up', 'held', 'let_go', 'billed'] as const),
  ...(['given_back', 'refunded', 'refund_failed', 'reversed'] as const),
];

/** What moved, in words; a kind that has none yet as the ledger calls it. */
function kindText(t: ReturnType<typeof useApp>['t'], kind: string): string {
  const known = KINDS.find((one) => kind === `ads.${one}`);
  return known === undefined
    ? kind.replace('ads.', '').replaceAll('_', ' ')
    : t(`adMoneyKind.${known}`);
}

interface PaymentsProps {
  root: string;
  payments: readonly AdPayment[];
  /** What the wallet has: what was spent or is held does not go back. */
  balance: number;
  onChanged: () => void;
}

/** Payments, and what of them can still go back. */
function Payments({ root, payments, balance, onChanged }: PaymentsProps) {
  const app = useApp();
  const { t, locale } = app;
  if (payments.length === 0) return null;
  async function refund(payment: AdPayment, amount: number): Promise<void> {
    const path = `${root}/payments/${payment.id}/refunds`;
    const reply = await app.api.send('POST', path, { amount });
    if (reply.kind === 'ok') app.say(t('adMoney.refundAsked'));
    else sayFailure(app, reply);
    onChanged();
  }
  const back = ({ net, refunds }: AdPayment): number => {
    const gone = refunds.filter(({ state }) => state !== 'failed');
    return Math.min(balance, net - gone.reduce((sum, one) => sum + one.net, 0));
  };
  return (
    <section aria-labelledby="payments-title">
      <h2 id="payments-title">{t('adMoney.payments')}</h2>
      <ul class="ads-lines">
        {payments.map((payment) => (
          <li key={payment.id}>
            <span>
              <b>{moneyText(payment.total, payment.currency, locale)}</b>
              <small>
                {t('adMoney.intoWallet', {
                  net: moneyText(payment.net, payment.currency, locale),
                })}{' '}
                · {dateTimeText(payment.createdAtMs, locale)}
                {payment.test && ' · TEST'}
              </small>
            </span>
            <span class="ads-line-acts">
              <span class={`chip ads-pay-${payment.state}`}>{t(`adPayment.${payment.state}`)}</span>
              {payment.pageUrl !== undefined && payment.state !== 'paid' && (
                <a class="ads-inline" href={payment.pageUrl}>
                  {t('adMoney.goOn')}
                </a>
              )}
              {payment.state === 'paid' && back(payment) > 0 && (
                // Asked anew after each refund: a second press in haste is none.
                <SureButton
                  key={payment.refunds.length}
                  onSure={() => void refund(payment, back(payment))}
                >
                  {t('adMoney.refund')}
                </SureButton>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PayInProps {
  advertiser: Advertiser;
  wallet: AdWallet;
  root: string;
  onClose: () => void;
}

const BASIS = 10_000;
/** Amounts that are offered, in whole units. */
const OFFERS = [1_000, 5_000, 20_000] as const;

/** How much, what tax comes on top, and over to the provider's page. */
function PayIn({ advertiser, wallet, root, onClose }: PayInProps) {
  const app = useApp();
  const { t, locale } = app;
  const { currency, taxes, topUpMin, topUpMax } = wallet;
  const [amount, setAmount] = useState<number | undefined>(100_000);
  const billing = useAsked<BillingView>(`${root}/billing`);
  const [address, setAddress] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const where = address ?? billing.value?.address ?? '';
  const money = (value: number): string => moneyText(value, currency, locale);
  const due = taxes.map(({ name, rateBps }) => ({
    ...{ name, rateBps, amount: Math.round(((amount ?? 0) * rateBps) / BASIS) },
  }));
  const total = (amount ?? 0) + due.reduce((sum, tax) => sum + tax.amount, 0);
  const fits = amount !== undefined && amount >= topUpMin && amount <= topUpMax;
  async function pay(): Promise<void> {
    setBusy(true);
    setProblem(null);
    if (address !== null && address.trim() !== '')
      await app.api.send('PUT', `${root}/billing`, { address: address.trim() });
    const reply = await app.api.send<AdPayment>('POST', `${root}/payments`, {
      ...{ amount, returnPath: adsPath(advertiser.organisation, 'money') },
    });
    setBusy(false);
    if (reply.kind !== 'ok') setProblem(failureText(app, reply));
    else if (reply.value.pageUrl !== undefined) location.assign(reply.value.pageUrl);
  }
  return (
    <Sheet title={t('adMoney.payIn')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void pay();
        }}
      >
        <div class="pills">
          {OFFERS.map((offer) => (
            <button
              key={offer}
              type="button"
              class="pill"
              aria-pressed={amount === offer * 100}
              onClick={() => setAmount(offer * 100)}
            >
              {money(offer * 100)}
            </button>
          ))}
        </div>
        <MoneyField
          label={t('adMoney.amount')}
          hint={t('adMoney.amountHint', { least: money(topUpMin), most: money(topUpMax) })}
          currency={currency}
          value={amount}
          onValue={setAmount}
        />
        <TextField
          label={t('adMoney.address')}
          hint={t('adMoney.addressHint')}
          value={where}
          onValue={setAddress}
          input={{ maxLength: 300, dir: 'auto', autocomplete: 'street-address' }}
        />
        <dl class="ads-sum">
          {due.map((tax) => (
            <div key={tax.name}>
              <dt>
                {tax.name} {tax.rateBps / 100} %
              </dt>
              <dd>{money(tax.amount)}</dd>
            </div>
          ))}
        </dl>
        <div class="actions is-near">
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <button type="submit" class="button primary tall" disabled={busy || !fits}>
            {wallet.test ? t('adMoney.payTest') : t('adMoney.pay')} · {money(total)}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
