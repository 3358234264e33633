export { pictureUrl } from './present.ts';
export { publisherAllowList } from './publisher-store.ts';
export { createPublishers } from './publishers.ts';
export type {
  PublisherControl,
  PublishersDeps,
  SamplePublisher,
  SampleState,
} from './publishers.ts';
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
