// The deal's record: who signed what, the newest first.

import type { DealRoom } from '@jhalak/contracts/handover-room';
import { dateTimeText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { didText } from './did.ts';
import { personName } from './names.ts';
import type { PathStep } from './steps.ts';

export function RecordList({ room }: { room: DealRoom }) {
  const { t, locale } = useApp();
  return (
    <section class="deal-record" aria-labelledby="record-title">
      <h2 id="record-title">{t('transfer.record')}</h2>
      <p class="soft">{t('transfer.recordText')}</p>
      <ol reversed tabIndex={0} aria-labelledby="record-title">
        {room.record.map(({ seq, atMs, act, side, person, step, digest }) => {
          const about = step === undefined ? '' : t(`transferStep.${step as PathStep}`);
          return (
            <li key={seq} value={seq}>
              <time>{dateTimeText(atMs, locale)}</time>
              <span>
                <b>{didText(act, t)}</b>
                {about !== '' && <em>{about}</em>}
                <small>
                  {personName(room, person)} · {t(`transferSide.${side}`)} ·{' '}
                  <code>{digest.slice(0, 12)}…</code>
                </small>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
