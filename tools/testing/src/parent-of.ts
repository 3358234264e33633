import type { ParentAsked } from '@jhalak/contracts/family';
import type { TestCell, TestPerson } from './start-cell.ts';

const NOTICE = { noticeVersion: 'test', noticeLanguage: 'en' };

/** A parent says yes for a declared child of 13 to 17, as people do it. @returns the parent. */
export async function parentOf(
  cell: Pick<TestCell, 'api' | 'account'>,
  child: TestPerson,
  { mayBePublic }: { mayBePublic: boolean },
): Promise<TestPerson> {
  const handle = child.handle ?? '';
  const parent = await cell.account(`${handle}_parent`);
  const asked = await cell.api<ParentAsked>('POST', '/v1/family/ask', {
    token: child.token,
    body: { bornMonth: '2012-01' },
  });
  const answers = [
    await cell.api('POST', '/v1/family/answer', {
      token: parent.token,
      body: { code: asked.body.code, answer: 'give', ...NOTICE },
    }),
    await cell.api('PATCH', `/v1/family/children/${handle}`, {
      token: parent.token,
      body: { mayBePublic },
    }),
  ];
  const refused = answers.find(({ status }) => status !== 200);
  if (refused !== undefined) throw new Error(`no parent: ${JSON.stringify(refused.body)}`);
  return parent;
}
