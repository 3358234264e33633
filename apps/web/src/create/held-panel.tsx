// A clip that is held before publication: what was decided, and the answer to it.

import { useEffect, useState } from 'preact/hooks';
import type { OwnHold, UploadHold } from '@jhalak/contracts/matching';
import { Appeal } from '../comments/appeal-form.tsx';
import { useApp } from '../shell/app-context.ts';

export function HeldPanel({ uploadId }: { uploadId: string }) {
  const { t, api } = useApp();
  const [hold, setHold] = useState<UploadHold | null>(null);
  useEffect(() => {
    // Without it the card still says what happened, and the next visit asks again.
    void api.get<OwnHold>(`/v1/uploads/${uploadId}/hold`).then((reply) => {
      if (reply.kind === 'ok') setHold(reply.value.hold);
    });
  }, [uploadId]);

  if (hold === null) return null;
  return (
    <div class="held-panel">
      {hold.note && <blockquote dir="auto">{hold.note}</blockquote>}
      {hold.appealUntilMs !== null && (
        <Appeal path={`/v1/uploads/${uploadId}/hold/appeal`} label={t('held.ask')} isOpen />
      )}
    </div>
  );
}
