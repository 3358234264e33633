// What an order names: pasted links become ids, handles become people, words stay words.

import { useState } from 'preact/hooks';
import type { OrderAccount, OrderTarget } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { idIn, kindOf, type TargetKind } from './target-kinds.ts';

const KINDS: readonly TargetKind[] = [
  ...([
    'clip',
    'account',
    'tag',
    'keyword',
    'sound',
    'silent_sound',
    'story',
    'card',
    'app',
  ] as const),
];

export function TargetPicker({
  targets,
  onChange,
}: {
  targets: readonly OrderTarget[];
  onChange: (targets: readonly OrderTarget[]) => void;
}) {
  const app = useApp();
  const { t, api } = app;
  const [kind, setKind] = useState<TargetKind>('clip');
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  /** Names of people by id, as they were typed. */
  const [handles, setHandles] = useState<ReadonlyMap<string, string>>(new Map());

  async function targetOf(): Promise<OrderTarget | string> {
    if (kind === 'app') return { kind };
    if (kind === 'tag' || kind === 'keyword') return { kind, text: value.trim() };
    const id = idIn(value);
    if (id !== undefined) return { kind, id };
    if (kind !== 'account') return t('orders.noId');
    const handle = value.trim().replace(/^.*@/u, '');
    const reply = await api.get<OrderAccount>(`/v1/order-accounts/${encodeURIComponent(handle)}`);
    if (reply.kind !== 'ok') return failureText(app, reply);
    setHandles((before) => new Map(before).set(reply.value.id, reply.value.handle));
    return { kind, id: reply.value.id };
  }
  async function add(): Promise<void> {
    setProblem(null);
    if (kind !== 'app' && value.trim() === '') return;
    const found = await targetOf();
    if (typeof found === 'string') {
      setProblem(found);
      return;
    }
    setValue('');
    const same = JSON.stringify(found);
    if (targets.every((one) => JSON.stringify(one) !== same)) onChange([...targets, found]);
  }
  const nameOf = (target: OrderTarget): string => {
    if ('text' in target) return target.text;
    if (!('id' in target)) return '';
    return handles.has(target.id) ? `@${handles.get(target.id)}` : target.id.slice(-12);
  };
  return (
    <fieldset class="targets">
      <legend class="field-label">{t('orders.targets')}</legend>
      <div class="target-add">
        <select
          class="input"
          aria-label={t('orders.targetKind')}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as TargetKind)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`orders.scope.${one}`)}
            </option>
          ))}
        </select>
        {kind !== 'app' && (
          <input
            class="input"
            aria-label={t('orders.targetValue')}
            placeholder={t(`orders.hint.${kind}`)}
            dir="auto"
            value={value}
            onInput={(event) => {
              const typed = event.currentTarget.value;
              setValue(typed);
              setProblem(null);
              const found = kindOf(typed) ?? kind;
              // A sound's link does not say whether its clips stay.
              setKind(found === 'sound' && kind === 'silent_sound' ? kind : found);
            }}
            // Who pastes a link and goes on means it.
            onBlur={() => void add()}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              void add();
            }}
          />
        )}
        <button type="button" class="button" onClick={() => void add()}>
          <Icon name="plus" />
          {t('orders.add')}
        </button>
      </div>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <ul class="chips">
        {targets.map((target, at) => (
          <li key={`${target.kind}/${nameOf(target)}`} class="chip is-scope">
            <span dir="auto">
              {t(`orders.scope.${target.kind}`)} {nameOf(target)}
            </span>
            <button
              type="button"
              aria-label={t('orders.drop')}
              onClick={() => onChange(targets.filter((_one, index) => index !== at))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
