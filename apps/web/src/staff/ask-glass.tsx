import { useState } from 'preact/hooks';
import type { BreakGlassList } from '@jhalak/contracts/staff';
import { useApp } from '../shell/app-context.ts';
import { ReasonSheet } from './reason-sheet.tsx';

type Role = BreakGlassList['askable'][number];

/** Asks for a role that one does not hold. */
export function AskGlass({ roles, onAsked }: { roles: readonly Role[]; onAsked: () => void }) {
  const { t, api, say } = useApp();
  const [open, setOpen] = useState(false);
  const [role, setRole] = useState<Role | undefined>(roles[0]);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        {t('glass.ask')}
      </button>
      {open && (
        <ReasonSheet
          title={t('glass.ask')}
          act={t('glass.askNow')}
          send={async (reason) => await api.send('POST', '/v1/break-glass', { role, reason })}
          onDone={() => {
            setOpen(false);
            say(t('glass.asked'));
            onAsked();
          }}
          onClose={() => setOpen(false)}
        >
          <p>{t('glass.askText')}</p>
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
        </ReasonSheet>
      )}
    </>
  );
}
