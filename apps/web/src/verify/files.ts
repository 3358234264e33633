// Files as a browser gives them: chosen, or dropped, folders and all.

import type { GivenFile } from './judge.ts';

/** A log of half a million entries has fewer; more is a mistake, and would fill the memory. */
const FILES_MAX = 20_000;

/** @returns chosen files, with the folders of a chosen folder. */
export function chosenFiles(list: FileList | null): GivenFile[] {
  return [...(list ?? [])]
    .slice(0, FILES_MAX)
    .map((file) => given(file.webkitRelativePath || file.name, file));
}

/** @returns dropped files, those in dropped folders too. */
export async function droppedFiles(items: DataTransferItemList): Promise<GivenFile[]> {
  // Entries must be taken before the first wait: the list is emptied then.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const files: GivenFile[] = [];
  while (entries.length > 0 && files.length < FILES_MAX) {
    const entry = entries.pop();
    if (entry === undefined) break;
    if (isFolder(entry)) entries.push(...(await entriesOf(entry)));
    else if (isFile(entry))
      files.push(given(entry.fullPath.replace(/^\//, ''), await fileOf(entry)));
  }
  return files;
}

function given(path: string, file: File): GivenFile {
  return { path, bytes: async () => new Uint8Array(await file.arrayBuffer()) };
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return await new Promise((resolve, reject) => entry.file(resolve, reject));
}

// A reader gives a hundred at a time, and none when it is through.
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length < FILES_MAX) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}
