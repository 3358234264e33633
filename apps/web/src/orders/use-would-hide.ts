import { useEffect, useState } from 'preact/hooks';
import type { Order, OrderPreview } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';

/** @returns what an order that hides nothing now would hide; null before it is known, and for one in force or ended. */
export function useWouldHide({ id, phase, targets }: Order): OrderPreview | null {
  const { api } = useApp();
  const [preview, setPreview] = useState<OrderPreview | null>(null);
  const asks = phase === 'entered' || phase === 'stayed';
  useEffect(() => {
    let left = false;
    setPreview(null);
    if (asks)
      void api
        .send<OrderPreview>('POST', '/v1/orders/preview', { targets })
        .then((reply) => !left && reply.kind === 'ok' && setPreview(reply.value));
    return () => {
      left = true;
    };
    // Depends on less than it reads: what an order names stays the same in one phase
  }, [id, asks]);
  return preview;
}
