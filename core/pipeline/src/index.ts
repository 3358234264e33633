export { CANDIDATES_MAX, definePipeline } from './pipeline.ts';
export type { Pipeline, PipelineDefinition } from './pipeline.ts';
export type {
  Choice,
  Filter,
  Hydrator,
  PartReport,
  PipelineResult,
  Scorer,
  Selector,
  SideEffect,
  Source,
} from './parts.ts';
