// One's own ways in, and that the last one is not taken away unawares.

import { problem, type Caller } from '@jhalak/contracts';
import type { OwnWays, StepUpWay } from '@jhalak/contracts/sign-in';
import type { Database, Keys } from '@jhalak/ports';
import { hasPhone, ownPhone } from './phone/phone-store.ts';
import { passkeysOf, passkeyView } from './passkeys/passkey-store.ts';
import { passwordHashOf, recoveryCodesLeft } from './secrets-store.ts';

export class Ways {
  readonly #database: Database;
  readonly #keys: Keys;

  constructor(deps: { database: Database; keys: Keys }) {
    this.#database = deps.database;
    this.#keys = deps.keys;
  }

  /** Cost: four point reads and one unsealing. */
  async of(personId: string): Promise<OwnWays> {
    const on = this.#database;
    const phone = await ownPhone(on, this.#keys, personId);
    return {
      password: (await passwordHashOf(on, personId)) !== undefined,
      ...(phone === undefined
        ? {}
        : { phone: { number: phone.phone, provenAtMs: phone.provenAtMs } }),
      passkeys: (await passkeysOf(on, personId)).map(passkeyView),
      recoveryCodes: await recoveryCodesLeft(on, personId),
    };
  }

  /**
   * @returns how the caller can prove to be there, the easiest first. Who holds a role of the cell does not by text message: a
   * number is taken over by whoever talks a shop into a new card.
   */
  async toStepUp({ personId, roles }: Pick<Caller, 'personId' | 'roles'>): Promise<StepUpWay[]> {
    const on = this.#database;
    const ways: StepUpWay[] = [];
    if ((await passkeysOf(on, personId)).length > 0) ways.push('passkey');
    if ((await passwordHashOf(on, personId)) !== undefined) ways.push('password');
    if (roles.length === 0 && (await hasPhone(on, personId))) ways.push('code');
    return ways;
  }

  /**
   * @param without what is about to go.
   * @throws `sign_in.last_way` when nothing but recovery codes would be left and the person did not say that they know.
   */
  async checkNotLast(
    personId: string,
    without: { phone: true } | { passkey: string },
    isKnown: boolean,
  ): Promise<void> {
    if (isKnown) return;
    const { password, phone, passkeys } = await this.of(personId);
    const hasNumber = phone !== undefined && !('phone' in without);
    const keys = passkeys.filter(({ id }) => !('passkey' in without) || id !== without.passkey);
    if (!password && !hasNumber && keys.length === 0)
      throw problem('sign_in.last_way', 'Nothing else lets you in but recovery codes.');
  }
}
