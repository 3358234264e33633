import { useState } from 'preact/hooks';
import type { StaffAct, StaffRecord } from '@jhalak/contracts/staff';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

/** Grants, ends and dismissals, read when they are asked for. */
export function Record() {
  const app = useApp();
  const { t, locale } = app;
  const [items, setItems] = useState<readonly StaffAct[]>([]);
  async function load(): Promise<void> {
    const reply = await app.api.get<StaffRecord>('/v1/staff/record');
    if (reply.kind === 'ok') setItems(reply.value.items);
    else sayFailure(app, reply);
  }
  return (
    <details class="staff-record" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>{t('staff.record')}</summary>
      <ul>
        {items.map((act, index) => (
          <li key={`${act.atMs} ${index}`}>
            <time>{dateTimeText(act.atMs, locale)}</time> <b>{t(`staffAct.${act.action}`)}</b>{' '}
            {act.handle !== undefined && <bdi>@{act.handle} </bdi>}
            {act.role !== undefined && t(`roleName.${act.role}`)}
            <small>
              {act.by === undefined ? t('staff.byCommand') : t('staff.by', { handle: act.by })}
              {act.reason !== '' && <q dir="auto">{act.reason}</q>}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}
