import type { ComponentChildren } from 'preact';
import { useStepUp } from '../account/step-up.tsx';
import type { Reply } from '../api/client.ts';
import { ActSheet } from '../shell/act-sheet.tsx';
import { useApp } from '../shell/app-context.ts';

/** As the contract has it: a sentence that somebody else understands a year later. */
const REASON_MIN = 8;
const REASON_MAX = 500;

interface ReasonSheetProps {
  title: string;
  /** What the button says. */
  act: string;
  grave?: boolean;
  children?: ComponentChildren;
  send: (reason: string) => Promise<Reply<unknown>>;
  onDone: () => void;
  onClose: () => void;
}

/** The sheet before an act of staff, whose reason is kept on record. Asks for a fresh proof where the server wants one. */
export function ReasonSheet({ act, send, ...props }: ReasonSheetProps) {
  const { t } = useApp();
  const { guard, sheet } = useStepUp();
  const why = { label: t('staff.reason'), min: REASON_MIN, max: REASON_MAX };
  return (
    <>
      <ActSheet
        button={act}
        why={why}
        send={async (reason) => await guard(async () => await send(reason))}
        {...props}
      />
      {sheet}
    </>
  );
}
