import type { LineItemBody } from '@jhalak/contracts/ads';
import { TextField } from '../account/field.tsx';
import { Segments, Switch } from '../settings/controls.tsx';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import type { LineDraft } from './draft.ts';
import { MoneyField } from './money-field.tsx';

const PRICINGS = ['cpm', 'cpv', 'cpc'] as const satisfies readonly LineItemBody['pricing'][];
const PACINGS = ['even', 'fast'] as const satisfies readonly LineItemBody['pacing'][];
/** The contract's bounds. */
const CAPS_MAX = 3;
const CAP_COUNT_MAX = 1_000;
const CAP_HOURS_MAX = 720;
const PRIORITY_MAX = 16;

interface StepLineProps {
  line: LineDraft;
  currency: string;
  /** Is given how the newest line item changes. */
  onChange: (change: (now: LineDraft) => LineDraft) => void;
  /** Something was taken away; `back` brings it back. */
  onRemoved: (what: string, back: () => void) => void;
}

/** What is paid for and how much, how it is spread, how often one person sees it. */
export function StepLine({ line, currency, onChange, onRemoved }: StepLineProps) {
  const { t, viewer } = useApp();
  const { fields } = line;
  // The operator alone books ads that cost nothing.
  const free = fields.pricing === 'house' || viewer?.roles.includes('operator') === true;
  const pricings = free ? ([...PRICINGS, 'house'] as const) : PRICINGS;
  const set = (part: Partial<LineDraft['fields']>): void =>
    onChange((now) => ({ ...now, fields: { ...now.fields, ...part } }));
  return (
    <>
      <TextField
        label={t('adEdit.lineName')}
        value={fields.name}
        onValue={(name) => set({ name })}
        input={{ maxLength: 120, dir: 'auto' }}
      />
      <Segments
        label={t('adEdit.pricing')}
        value={fields.pricing}
        choices={pricings.map((one) => [one, t(`adPricing.${one}`)] as const)}
        onChange={(pricing) => set({ pricing })}
      />
      <div class="ads-pair">
        <MoneyField
          label={t(`adPrice.${fields.pricing}`)}
          {...(fields.pricing === 'house' ? {} : { hint: t('adEdit.priceHint') })}
          currency={currency}
          value={fields.price}
          onValue={(price) => {
            if (price !== undefined) set({ price });
          }}
        />
        <TextField
          label={t(`adGoal.${fields.pricing}`)}
          hint={t('adEdit.goalHint')}
          value={fields.goal === undefined ? '' : String(fields.goal)}
          onValue={(text) => {
            const goal = Math.trunc(Number(text));
            onChange((now) => {
              const { goal: _before, ...rest } = now.fields;
              return { ...now, fields: goal >= 1 ? { ...rest, goal } : rest };
            });
          }}
          input={{ type: 'number', inputMode: 'numeric', min: 1, max: 1_000_000_000 }}
        />
      </div>
      <Segments
        label={t('adEdit.pacing')}
        value={fields.pacing}
        choices={PACINGS.map((one) => [one, t(`adPacing.${one}`)] as const)}
        onChange={(pacing) => set({ pacing })}
      />
      <Caps
        caps={fields.caps}
        onChange={(caps) => set({ caps })}
        onRemoved={(back) => onRemoved(t('adEdit.cap'), back)}
      />
      <details class="ads-more">
        <summary>{t('adEdit.moreLine')}</summary>
        <label class="field">
          <span>{t('adEdit.priority')}</span>
          <input
            type="range"
            min={1}
            max={PRIORITY_MAX}
            value={fields.priority}
            onInput={(event) => set({ priority: Number(event.currentTarget.value) })}
          />
          <small>{t('adEdit.priorityHint', { value: fields.priority, most: PRIORITY_MAX })}</small>
        </label>
        {line.id !== undefined && (
          <Switch
            label={t('adEdit.lineOn')}
            on={line.on}
            onChange={(on) => onChange((now) => ({ ...now, on }))}
          />
        )}
      </details>
    </>
  );
}

interface CapsProps {
  caps: LineItemBody['caps'];
  onChange: (caps: LineItemBody['caps']) => void;
  onRemoved: (back: () => void) => void;
}

/** "3 times in 24 hours", some of them. */
function Caps({ caps, onChange, onRemoved }: CapsProps) {
  const { t } = useApp();
  const set = (at: number, part: Partial<(typeof caps)[number]>): void =>
    onChange(caps.map((cap, each) => (each === at ? { ...cap, ...part } : cap)));
  return (
    <fieldset class="ads-caps">
      <legend class="field-label">{t('adEdit.caps')}</legend>
      {caps.length === 0 && <p class="soft">{t('adEdit.noCaps')}</p>}
      {caps.map((cap, at) => (
        <div key={at} class="ads-cap">
          <input
            class="input"
            type="number"
            min={1}
            max={CAP_COUNT_MAX}
            aria-label={t('adEdit.capCount')}
            value={cap.count}
            onInput={(event) =>
              set(at, { count: within(event.currentTarget.value, CAP_COUNT_MAX) })
            }
          />
          <span>{t('adEdit.capIn')}</span>
          <input
            class="input"
            type="number"
            min={1}
            max={CAP_HOURS_MAX}
            aria-label={t('adEdit.capHours')}
            value={cap.hours}
            onInput={(event) =>
              set(at, { hours: within(event.currentTarget.value, CAP_HOURS_MAX) })
            }
          />
          <span>{t('adEdit.hoursUnit')}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('adEdit.removeCap')}
            onClick={() => {
              onChange(caps.filter((_, each) => each !== at));
              onRemoved(() => onChange(caps));
            }}
          >
            <Icon name="trash" />
          </button>
        </div>
      ))}
      {caps.length < CAPS_MAX && (
        <button
          type="button"
          class="button text"
          onClick={() => onChange([...caps, { count: 10, hours: 168 }])}
        >
          <Icon name="plus" />
          {t('adEdit.addCap')}
        </button>
      )}
    </fieldset>
  );
}

const within = (text: string, most: number): number =>
  Math.min(most, Math.max(1, Math.trunc(Number(text)) || 1));
