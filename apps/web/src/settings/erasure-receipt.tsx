// Where the receipt of an erasure will be: asked for before one leaves, because afterwards there is nobody to ask for.

import type { Api } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';

/** @returns the address; null when it cannot be had now, which keeps nobody from leaving. */
export async function receiptAddress(api: Api): Promise<string | null> {
  const reply = await api.get<{ code: string }>('/v1/viewers/me/erasure-code');
  return reply.kind === 'ok' ? `${location.origin}/v1/erasures/${reply.value.code}` : null;
}

/** The address to keep. */
export function ErasureReceipt({ address }: { address: string }) {
  const { t } = useApp();
  return (
    <p>
      {t('account.receiptText')}{' '}
      <a href={address} class="inline-link" target="_blank" rel="noreferrer">
        {t('account.receipt')}
      </a>
    </p>
  );
}
