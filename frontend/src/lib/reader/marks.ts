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
  const rects = boxes.map((box) => {
    const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(box.left, box.bottom);
    const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(box.right, box.top);
    return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
  });
  return rects.filter(({ width, height }) => width > 0 && height > 0);
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
