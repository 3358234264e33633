import { useState } from 'preact/hooks';
import type { StaffGrantBody, StaffList } from '@jhalak/contracts/staff';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { ReasonSheet } from './reason-sheet.tsx';

type Role = StaffList['grantable'][number];

const HANDLE_MAX = 60;
/** As the contract has it. */
const ORGANISATION = '[a-z0-9][a-z0-9._\\-]{0,59}';

/** Gives somebody a role. */
export function GiveRole({ roles, onGiven }: { roles: readonly Role[]; onGiven: () => void }) {
  const { t, api, say } = useApp();
  const [open, setOpen] = useState(false);
  const [handle, setHandle] = useState('');
  const [role, setRole] = useState<Role>('moderator');
  const [organisation, setOrganisation] = useState('');
  const within = role === 'partner' || role === 'advertiser';
  const body = (reason: string): StaffGrantBody => ({
    handle: handle.trim().replace(/^@/u, ''),
    role,
    reason,
    ...(within && { organisation: organisation.trim() }),
  });
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        {t('staff.give')}
      </button>
      {open && (
        <ReasonSheet
          title={t('staff.give')}
          act={t('staff.giveNow')}
          send={(reason) => api.send('POST', '/v1/staff/grants', body(reason))}
          onDone={() => {
            setOpen(false);
            setHandle('');
            say(t('staff.given'));
            onGiven();
          }}
          onClose={() => setOpen(false)}
        >
          <label class="field">
            <span>{t('signUp.handle')}</span>
            <input
              required
              maxLength={HANDLE_MAX}
              autocapitalize="none"
              value={handle}
              onInput={(event) => setHandle(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>{t('staff.role')}</span>
            <select value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {t(`roleName.${one}`)}
                </option>
              ))}
            </select>
          </label>
          {within && (
            <label class="field">
              <span>{t('staff.organisation')}</span>
              <input
                required
                pattern={ORGANISATION}
                autocapitalize="none"
                value={organisation}
                onInput={(event) => setOrganisation(event.currentTarget.value)}
              />
            </label>
          )}
        </ReasonSheet>
      )}
    </>
  );
}
