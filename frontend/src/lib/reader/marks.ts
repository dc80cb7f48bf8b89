import type { Box } from "../api";

/** A rectangle on the shown page, in CSS pixels from its top left. */
export interface Rect {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What converts a point of PDF user space to the shown page; pdf.js's PageViewport. */
export interface Viewport {
  convertToViewportPoint(x: number, y: number): number[];
}

/** Where boxes of PDF user space lie on the shown page, whatever its zoom and rotation. */
export function place(boxes: readonly Box[], viewport: Viewport): Rect[] {
  return boxes.map((box) => {
    const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(box.left, box.bottom);
    const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(box.right, box.top);
    return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
  });
}

/**
 * Joins what lies side by side on one line into one stroke, as a marker pen
 * would draw it: boxes that share most of their height and are closer than a
 * line is high. Multiplied colours would otherwise show where they overlap.
 */
export function joinLines(rects: readonly Rect[]): Rect[] {
  const lines: Rect[] = [];
  for (const rect of rects.filter((rect) => rect.width > 0 && rect.height > 0)) {
    const line = lines.findLast((other) => sameLine(other, rect));
    if (!line) {
      lines.push({ ...rect });
      continue;
    }
    const right = Math.max(line.left + line.width, rect.left + rect.width);
    const bottom = Math.max(line.top + line.height, rect.top + rect.height);
    line.left = Math.min(line.left, rect.left);
    line.top = Math.min(line.top, rect.top);
    line.width = right - line.left;
    line.height = bottom - line.top;
  }
  return lines;
}

function sameLine(a: Rect, b: Rect): boolean {
  const shared = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const smaller = Math.min(a.height, b.height);
  const gap = Math.max(a.left, b.left) - Math.min(a.left + a.width, b.left + b.width);
  return shared > smaller * 0.6 && gap < Math.max(a.height, b.height);
}

/** The rectangle around all of them. */
export function around(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const left = Math.min(...rects.map((rect) => rect.left));
  const top = Math.min(...rects.map((rect) => rect.top));
  return {
    left,
    top,
    width: Math.max(...rects.map((rect) => rect.left + rect.width)) - left,
    height: Math.max(...rects.map((rect) => rect.top + rect.height)) - top,
  };
}
