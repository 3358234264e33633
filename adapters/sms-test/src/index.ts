export { testTexts } from './test-texts.ts';
export type { TestTextsDeps } from './test-texts.ts';
