import type { ComponentChildren } from 'preact';
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
  send: (reason: string) => Promise<Reply<unknown> | undefined>;
  onDone: () => void;
  onClose: () => void;
}

/** The sheet before an act of staff, whose reason is kept on record. */
export function ReasonSheet({ act, ...props }: ReasonSheetProps) {
  const { t } = useApp();
  const why = { label: t('staff.reason'), min: REASON_MIN, max: REASON_MAX };
  return <ActSheet button={act} why={why} {...props} />;
}
