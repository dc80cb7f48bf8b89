/** What a drop holds. The window's drops hold nothing: Go gets their paths. */
export interface Dropped {
  /** those in folders included */
  files: File[];
  /** names of the folders */
  folders: string[];
}

export async function dropped(transfer: DataTransfer): Promise<Dropped> {
  // Entries must be taken at once; after the first await the transfer is empty.
  const entries = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files: File[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry === null) continue;
    if (entry instanceof File) {
      files.push(entry);
      continue;
    }
    if (entry.isDirectory) folders.push(entry.name);
    await walk(entry, files);
  }
  return { files, folders };
}

async function walk(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (entry.name.startsWith(".")) return;
  if (entry.isFile) {
    files.push(await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Chromium hands out at most 100 entries at a time.
    const batch = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, files);
  }
}
