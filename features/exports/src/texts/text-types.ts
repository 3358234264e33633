import type { NotIncluded } from '../archive/clip-files.ts';
import type { ClipFile } from '../archive/whole-file.ts';

/** Name and meaning of one file, for its table on the archive's page. */
interface FileText {
  title: string;
  what: string;
}

/** Everything that the archive's page says, in one language. */
export interface PageTexts {
  title: string;
  /** Stands before the day. */
  madeOn: string;
  intro: string;
  private: string;
  clipsTitle: string;
  clipsNone: string;
  /** Stands after how many are shown of how many. */
  clipsMore: string;
  openFile: string;
  notIncluded: Readonly<Record<NotIncluded, string>>;
  /** Of a clip of which something else is there. */
  lost: Readonly<Record<ClipFile['holds'], string>>;
  /** Stands before how many there are of all clips. */
  lostFiles: string;
  filesTitle: string;
  file: string;
  holds: string;
  rows: string;
  leftOutTitle: string;
  leftOut: string;
  checkTitle: string;
  check: string;
  files: Readonly<Record<string, FileText>>;
}
