// The certificate's annex: every event with who signed it, and the keys of those who could.

import type { DealEvent } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { readFile } from './act-file.ts';
import { didText } from './did.ts';

export function Annex({ room, events }: { room: DealRoom; events: readonly DealEvent[] }) {
  const { t } = useApp();
  const people = room.parties.flatMap(({ people: own, side }) =>
    own.map((one) => ({ ...one, side })),
  );
  const nameOf = (keyId: string | undefined): string =>
    people.find((one) => one.keyId === keyId)?.name ?? keyId?.slice(0, 16) ?? '–';
  return (
    <div class="certificate-annex">
      <h3>{t('certificate.annex')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">UTC</th>
            <th scope="col">{t('certificate.signedBy')}</th>
            <th scope="col">{t('transfer.act')}</th>
            <th scope="col">{t('certificate.digestAndSignature')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ seq, atMs, digest, file }) => {
            const read = readFile(JSON.stringify(file));
            const step = read !== undefined && 'step' in read.act ? read.act.step : undefined;
            return (
              <tr key={seq}>
                <td>{seq}</td>
                <td>{new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)}</td>
                <td>{nameOf(file.signatures[0]?.keyid)}</td>
                <td>
                  {didText(read?.act.act, t)}
                  {step !== undefined && <span>{t(`transferStep.${step}`)}</span>}
                </td>
                <td>
                  <code>{digest}</code>
                  <code>{file.signatures[0]?.sig ?? '–'}</code>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <h3>{t('certificate.keys')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('certificate.who')}</th>
            <th scope="col">{t('certificate.side')}</th>
            <th scope="col">{t('certificate.keyId')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, name, side, keyId }) => (
            <tr key={id}>
              <td>{name}</td>
              <td>{t(`transferSide.${side}`)}</td>
              <td>
                <code>{keyId}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
