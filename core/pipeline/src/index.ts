export { CANDIDATES_MAX, definePipeline, FILTER_FAILED, SOURCE_DEADLINE_MS } from './pipeline.ts';
export type { Pipeline, PipelineDefinition } from './pipeline.ts';
export { KEEPS_ALL } from './parts.ts';
export type {
  Choice,
  Filter,
  Hydrator,
  PartReport,
  PipelineResult,
  Scorer,
  Selected,
  Selector,
  SideEffect,
  Slate,
  Source,
} from './parts.ts';
