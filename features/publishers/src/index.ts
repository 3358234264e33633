export { REPORT_STREAM } from './types.ts';
export type {
  Licence,
  PictureRendition,
  PublisherInfo,
  PublisherReport,
  Publishers,
  RemovalReason,
  ReportFacts,
  ReportPicture,
  ShownText,
} from './types.ts';
