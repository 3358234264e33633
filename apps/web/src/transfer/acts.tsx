// Acts: drafted here, signed by their people on machines of their own, brought back as files. The server judges each.

import { useState } from 'preact/hooks';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { DraftAct } from './draft-act.tsx';
import { TakeAct } from './take-act.tsx';
import type { BroughtFile } from './act-file.ts';

interface ActsProps {
  room: DealRoom;
  aheadMs: number;
  onTaken: () => void;
}

export function Acts({ room, aheadMs, onTaken }: ActsProps) {
  const { t, viewer } = useApp();
  /** What was signed in this browser goes on as if it had been brought. */
  const [signed, setSigned] = useState<BroughtFile | null>(null);
  const may = viewer?.roles.some((role) => role === 'operator' || role === 'admin') === true;
  if (!may) return <p class="outside-none">{t('transfer.auditorReads')}</p>;
  return (
    <div class="acts">
      <DraftAct room={room} aheadMs={aheadMs} onSigned={setSigned} />
      <TakeAct room={room} given={signed} onTaken={onTaken} />
    </div>
  );
}
