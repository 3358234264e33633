export { createComments } from './comments.ts';
export type { CommentsDeps } from './comments.ts';
export type {
  CommentFacts,
  CommentModeration,
  CommentPeople,
  Comments,
  CommentTies,
  StoredComment,
} from './types.ts';
