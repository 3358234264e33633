import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

/**
 * Puts somebody on the list of close friends or takes them off it, says so, and offers to undo it.
 *
 * @returns a function of the person's handle, what is wanted, and what to show when it was undone; it answers whether it is done.
 */
export function useClose(): (
  handle: string,
  on: boolean,
  onUndone: () => void,
) => Promise<boolean> {
  const app = useApp();
  const { t } = app;
  async function send(handle: string, on: boolean): Promise<boolean> {
    const path = `/v1/people/${encodeURIComponent(handle)}/close`;
    const reply = await app.api.send(on ? 'PUT' : 'DELETE', path);
    if (reply.kind === 'ok') return true;
    if (reply.kind === 'problem' && reply.status === 401) app.navigate('/signup');
    else sayFailure(app, reply);
    return false;
  }
  return async (handle, on, onUndone) => {
    if (!(await send(handle, on))) return false;
    app.say(on ? t('close.added', { handle }) : t('close.removed', { handle }), {
      label: t('common.undo'),
      run: () => {
        void send(handle, !on).then((isUndone) => {
          if (isUndone) onUndone();
        });
      },
    });
    return true;
  };
}
