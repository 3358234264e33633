// People and roles: who holds what in this region, dismissal, and roles that are lent for an hour.

import { useEffect, useState } from 'preact/hooks';
import type { BreakGlassList, StaffList } from '@jhalak/contracts/staff';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { NoPage } from '../shell/no-page.tsx';
import { Glass } from './glass.tsx';
import { GiveRole } from './give-role.tsx';
import { Member } from './member.tsx';
import { Record } from './record.tsx';
import { TestCodes } from './test-codes.tsx';
import '../settings/settings.css';
import './staff.css';

/** Somebody else's request is seen within this time without a touch. */
const REFRESH_MS = 15_000;
const REFUSED = [401, 403, 404];

interface Loaded {
  glass: BreakGlassList;
  /** Null to staff who may not see it. */
  list: StaffList | null;
}

/** Only a refusal takes the list away: one that was not answered leaves it as it is. */
function listAfter(reply: Reply<StaffList>, before: StaffList | null): StaffList | null {
  if (reply.kind === 'ok') return reply.value;
  return reply.kind === 'problem' && REFUSED.includes(reply.status) ? null : before;
}

export function StaffScreen() {
  const { t, api } = useApp();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  async function load(): Promise<void> {
    const [glass, list] = await Promise.all([
      api.get<BreakGlassList>('/v1/break-glass'),
      api.get<StaffList>('/v1/staff'),
    ]);
    if (glass.kind !== 'ok') {
      // What is on the screen stays there when one look fails.
      if (loaded === null) setFailure(glass);
      return;
    }
    setFailure(null);
    setLoaded((before) => ({ glass: glass.value, list: listAfter(list, before?.list ?? null) }));
  }
  useEffect(() => {
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
    // Depends on less than it reads: once
  }, []);
  const changed = (): void => void load();
  if (failure !== null)
    return (
      <NoPage
        closed={{ title: t('staff.closedTitle'), text: t('staff.closedText') }}
        path="/staff"
        failure={failure}
        onRetry={changed}
      />
    );
  if (loaded === null)
    return (
      <div class="screen">
        <div class="bone bone-title" />
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      </div>
    );
  const { glass, list } = loaded;
  return (
    <div class="screen staff">
      <header class="staff-head">
        <h1>{t('staff.title')}</h1>
        {list !== null && list.grantable.length > 0 && (
          <GiveRole roles={list.grantable} onGiven={changed} />
        )}
      </header>
      {list !== null && (
        <p class="soft">{t('staff.region', { region: list.region.toUpperCase() })}</p>
      )}
      <div class={list === null ? 'staff-body' : 'staff-body has-list'}>
        <Glass list={glass} onChanged={changed} />
        {list !== null && (
          <section class="staff-people" aria-labelledby="staff-people">
            <h2 id="staff-people">{t('staff.people')}</h2>
            <ul>
              {list.items.map((member) => (
                <Member key={member.id} member={member} onChanged={changed} />
              ))}
            </ul>
            <Record />
          </section>
        )}
      </div>
      <TestCodes />
    </div>
  );
}
