// What stands there when no card may: quiet, in the house's own light, saying why and what will happen.

import type { ComponentChildren } from 'preact';
import { useApp } from '../shell/app-context.ts';
import type { DarkReason } from './device/showing.ts';
import { Diya } from './diya.tsx';

export function NeutralCard({ because, cut }: { because: DarkReason; cut: boolean }) {
  const { t } = useApp();
  const reason = because === 'no_pack' && cut ? 'no_network' : because;
  return (
    <Quiet>
      <h2>{t(`lock.dark_${reason}`)}</h2>
      <p>{t(`lock.darkText_${reason}`)}</p>
    </Quiet>
  );
}

/** A screen without a card. */
export function Quiet({ children }: { children: ComponentChildren }) {
  return (
    <div class="lock-quiet">
      <Diya />
      <div class="lock-quiet-words">{children}</div>
    </div>
  );
}
