/** Whether files are being dragged over the window. */
export class FileDrag {
  over = $state(false);
  // Every element on the way fires enter and leave; only the balance counts.
  #depth = 0;

  enter(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.#depth++;
    this.over = true;
  }

  move(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  }

  leave(): void {
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth === 0) this.over = false;
  }

  /** Ends the drag; gives the transfer where it carries files that the page can read. */
  drop(event: DragEvent): DataTransfer | undefined {
    this.#depth = 0;
    this.over = false;
    if (!hasFiles(event)) return undefined;
    event.preventDefault();
    return event.dataTransfer ?? undefined;
  }
}

function hasFiles(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes("Files") || types.includes("text/uri-list");
}
