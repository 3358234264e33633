// What the browser does with passkeys; the library comes with this chunk and no other.

import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { SessionCreated } from '@jhalak/contracts/accounts';
import type { Passkey, PasskeyAsked, StepUpState } from '@jhalak/contracts/sign-in';
import type { Api, Reply } from '../api/client.ts';

/** `left`: the person closed the browser’s window, or has no passkey here. */
export type PasskeyOutcome<T> = Reply<T> | { kind: 'left' };

type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

export const canUsePasskeys = (): boolean => browserSupportsWebAuthn();

async function answered<T>(
  ask: () => Promise<Reply<PasskeyAsked>>,
  answer: (options: unknown) => Promise<object>,
  send: (body: { ticket: string; response: object }) => Promise<Reply<T>>,
): Promise<PasskeyOutcome<T>> {
  const asked = await ask();
  if (asked.kind !== 'ok') return asked;
  try {
    const response = await answer(asked.value.options);
    return await send({ ticket: asked.value.ticket, response });
  } catch {
    return { kind: 'left' };
  }
}

/** @param autofill offers passkeys in the name field and waits there; resolves with `left` where the browser cannot. */
export async function signInByPasskey(
  api: Api,
  autofill = false,
): Promise<PasskeyOutcome<SessionCreated>> {
  if (autofill && !(await browserSupportsWebAuthnAutofill())) return { kind: 'left' };
  return await answered<SessionCreated>(
    async () => await api.send('POST', '/v1/sign-in/passkey/options', {}),
    async (options) =>
      await startAuthentication({
        optionsJSON: options as RequestOptions,
        useBrowserAutofill: autofill,
      }),
    async (body) => await api.send('POST', '/v1/sign-in/passkey/verify', body),
  );
}

export async function addPasskey(api: Api): Promise<PasskeyOutcome<Passkey>> {
  return await answered<Passkey>(
    async () => await api.send('POST', '/v1/passkeys/options', {}),
    async (options) => await startRegistration({ optionsJSON: options as CreationOptions }),
    async (body) => await api.send('POST', '/v1/passkeys', body),
  );
}

export async function proveByPasskey(api: Api): Promise<PasskeyOutcome<StepUpState>> {
  return await answered<StepUpState>(
    async () => await api.send('POST', '/v1/step-up/passkey', {}),
    async (options) => await startAuthentication({ optionsJSON: options as RequestOptions }),
    async (body) => await api.send('POST', '/v1/step-up', { way: 'passkey', ...body }),
  );
}
