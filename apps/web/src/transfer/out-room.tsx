// What a bidder that is out still sees: that it is out, and what it must return.

import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Bidders } from './bidders.tsx';

export function OutRoom({ room }: { room: DealRoom }) {
  const { t } = useApp();
  return (
    <>
      <section class="who-next is-ended" aria-labelledby="out-title">
        <h2 id="out-title">
          <Icon name="hide" /> {t('transfer.outTitle')}
        </h2>
        <p>{t('transfer.outText')}</p>
      </section>
      <Bidders room={room} nowMs={room.atMs} />
    </>
  );
}
