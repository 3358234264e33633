import { useState } from 'preact/hooks';
import type { AdWallet, CreditBody } from '@jhalak/contracts/ad-money';
import type { Advertiser } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { MoneyField } from './money-field.tsx';
import { moneyText } from './money.ts';

/** The operator gives an advertiser something to spend. */
export function GiveCredit({ advertiser, currency }: { advertiser: Advertiser; currency: string }) {
  const app = useApp();
  const { t, locale } = app;
  const [open, setOpen] = useState(false);
  const [amount, setAmount] = useState<number | undefined>(undefined);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function give(): Promise<void> {
    if (amount === undefined) return;
    const body: CreditBody = { amount, note: note.trim() };
    const path = `/v1/ads/advertisers/${advertiser.organisation}/credit`;
    const reply = await app.api.send<AdWallet>('POST', path, body);
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    const { credit } = reply.value;
    app.say(t('adCredit.given', { amount: moneyText(credit, currency, locale) }));
    setOpen(false);
    setAmount(undefined);
    setNote('');
  }
  return (
    <>
      <button type="button" class="button text" onClick={() => setOpen(true)}>
        {t('adCredit.give')}
      </button>
      {open && (
        <Sheet title={`${t('adCredit.give')}: ${advertiser.name}`} onClose={() => setOpen(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void give();
            }}
          >
            <p class="soft">{t('adCredit.text')}</p>
            <MoneyField
              label={t('adMoney.amount')}
              currency={currency}
              value={amount}
              onValue={setAmount}
            />
            <TextField
              label={t('adDesk.why')}
              value={note}
              onValue={setNote}
              input={{ required: true, maxLength: 500, dir: 'auto' }}
            />
            <div class="actions is-near">
              {problem !== null && (
                <p class="field-problem" role="alert">
                  {problem}
                </p>
              )}
              <button
                type="submit"
                class="button primary"
                disabled={amount === undefined || amount < 1}
              >
                {t('adCredit.give')}
              </button>
            </div>
          </form>
        </Sheet>
      )}
    </>
  );
}
