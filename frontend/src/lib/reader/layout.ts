/** Width and height of a page at scale 1, its own rotation applied. */
export interface PageSize {
  width: number;
  height: number;
}

/** Space above the first page, between pages and below the last, in CSS pixels. */
export const GAP = 16;

/**
 * Where the pages of a document lie in one long column. A manual of a thousand
 * pages would take seconds to measure, so a page counts as large as the first
 * until it has been opened. A page wider than the first, as a turned table in a
 * report, is shown smaller, so that none has to be scrolled sideways to be read.
 */
export class PageColumn {
  readonly tops: Float64Array;
  readonly height: number;
  readonly width: number;

  constructor(
    readonly count: number,
    readonly scale: number,
    readonly first: PageSize,
    private readonly known: ReadonlyMap<number, PageSize>,
  ) {
    this.tops = new Float64Array(count + 1);
    let top = GAP;
    let width = 0;
    for (let page = 1; page <= count; page++) {
      this.tops[page] = top;
      const size = this.size(page);
      top += Math.round(size.height * this.scaleOf(page)) + GAP;
      width = Math.max(width, size.width * this.scaleOf(page));
    }
    this.height = top;
    this.width = Math.round(width);
  }

  scaleOf(page: number): number {
    return this.scale * Math.min(1, this.first.width / this.size(page).width);
  }

  size(page: number): PageSize {
    return this.known.get(page) ?? this.first;
  }

  top(page: number): number {
    return this.tops[Math.min(Math.max(page, 1), this.count)] ?? GAP;
  }

  /** The page at a height of the column, 1-based. */
  pageAt(y: number): number {
    let low = 1;
    let high = this.count;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.tops[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The pages that a view from `top` of the given height touches, and `margin` more on either side. */
  visible(top: number, height: number, margin = 1): number[] {
    const from = Math.max(1, this.pageAt(top) - margin);
    const to = Math.min(this.count, this.pageAt(top + height) + margin);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
  }
}
