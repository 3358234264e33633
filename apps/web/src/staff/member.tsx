import { useState } from 'preact/hooks';
import type { Dismissal, StaffGrant, StaffMember } from '@jhalak/contracts/staff';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { ReasonSheet } from './reason-sheet.tsx';

interface MemberProps {
  member: StaffMember;
  onChanged: () => void;
}

/** One person with their roles, and what ends them. */
export function Member({ member, onChanged }: MemberProps) {
  const { t, locale } = useApp();
  const [ending, setEnding] = useState<StaffGrant | null>(null);
  const [dismissing, setDismissing] = useState(false);
  const close = (): void => {
    setEnding(null);
    setDismissing(false);
  };
  const done = (): void => {
    close();
    onChanged();
  };
  return (
    <li class="staff-member">
      <header>
        <div>
          <b dir="auto">{member.displayName ?? member.handle}</b>
          <small>
            <bdi>@{member.handle}</bdi> · {t('staff.sessions', { count: member.sessions })}
          </small>
        </div>
        {member.dismissable && (
          <button type="button" class="button danger" onClick={() => setDismissing(true)}>
            {t('staff.dismiss')}
          </button>
        )}
      </header>
      {member.breakGlassUntilMs !== undefined && (
        <p class="staff-lent">
          <Icon name="clock" />
          {t('staff.lentUntil', { when: dateTimeText(member.breakGlassUntilMs, locale) })}
        </p>
      )}
      <ul>
        {member.grants.map((grant) => (
          <li key={`${grant.role} ${grant.organisation ?? ''}`}>
            <Grant grant={grant} />
            {grant.endable && (
              <button
                type="button"
                class="button text"
                aria-label={t('staff.endTitle', {
                  role: t(`roleName.${grant.role}`),
                  handle: member.handle,
                })}
                onClick={() => setEnding(grant)}
              >
                {t('staff.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {ending !== null && <EndRole member={member} grant={ending} onDone={done} onClose={close} />}
      {dismissing && <Dismiss member={member} onDone={done} onClose={close} />}
    </li>
  );
}

function Grant({ grant }: { grant: StaffGrant }) {
  const { t, locale } = useApp();
  const { grantedBy, organisation, reason } = grant;
  const by = grantedBy === undefined ? t('staff.byCommand') : t('staff.by', { handle: grantedBy });
  return (
    <span>
      <b>{t(`roleName.${grant.role}`)}</b>
      {organisation !== undefined && <code>{organisation}</code>}
      <small>
        {dateTimeText(grant.grantedAtMs, locale)} · {by}
        {reason !== '' && <q dir="auto">{reason}</q>}
      </small>
    </span>
  );
}

interface EndingProps {
  member: StaffMember;
  onDone: () => void;
  onClose: () => void;
}

function EndRole({ member, grant, onDone, onClose }: EndingProps & { grant: StaffGrant }) {
  const { t, api, say } = useApp();
  const { role, organisation } = grant;
  const path = `/v1/staff/${member.id}/role-ends`;
  return (
    <ReasonSheet
      title={t('staff.endTitle', { role: t(`roleName.${role}`), handle: member.handle })}
      act={t('staff.endNow')}
      grave
      send={(reason) =>
        api.send('POST', path, {
          role,
          reason,
          ...(organisation !== undefined && { organisation }),
        })
      }
      onDone={() => {
        say(t('staff.ended'));
        onDone();
      }}
      onClose={onClose}
    />
  );
}

function Dismiss({ member, onDone, onClose }: EndingProps) {
  const { t, api, say } = useApp();
  async function send(reason: string) {
    const path = `/v1/staff/${member.id}/dismissal`;
    const reply = await api.send<Dismissal>('POST', path, { reason });
    if (reply.kind === 'ok') {
      const count = Object.values(reply.value.ended).reduce((sum, one) => sum + one, 0);
      say(t('staff.dismissed', { handle: member.handle, count }));
    }
    return reply;
  }
  return (
    <ReasonSheet
      title={t('staff.dismissTitle', { handle: member.handle })}
      act={t('staff.dismissNow')}
      grave
      send={send}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('staff.dismissText')}</p>
      <p class="soft">{t('staff.dismissKeys')}</p>
    </ReasonSheet>
  );
}
