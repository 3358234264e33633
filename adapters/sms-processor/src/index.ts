export { processorTexts } from './processor-texts.ts';
export type { ProcessorTextsDeps } from './processor-texts.ts';
