/**
 * Puts a text on the clipboard, plain and as HTML. WebKitGTK has no ClipboardItem
 * in a window's own scheme, so the copy event does it, which every browser has.
 * Where there is nothing to copy some send no such event: then a sign is selected
 * for a moment, and the person's own selection put back.
 * @returns whether that worked
 */
export function copy({ plain, html }: { plain: string; html: string }): boolean {
  if (copied(plain, html)) return true;
  const selection = document.getSelection();
  if (!selection) return false;
  const before = Array.from({ length: selection.rangeCount }, (_, i) => selection.getRangeAt(i));
  const focus = document.activeElement;
  const sign = document.createElement("span");
  sign.textContent = "\u00a0";
  sign.style.cssText = "position: fixed; opacity: 0; user-select: text";
  document.body.append(sign);
  selection.selectAllChildren(sign);
  const done = copied(plain, html);
  sign.remove();
  selection.removeAllRanges();
  for (const range of before) selection.addRange(range);
  if (focus instanceof HTMLElement) focus.focus();
  return done;
}

function copied(plain: string, html: string): boolean {
  let done = false;
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", plain);
    event.clipboardData?.setData("text/html", html);
    event.preventDefault();
    event.stopImmediatePropagation();
    done = true;
  };
  document.addEventListener("copy", fill, true);
  try {
    // The only way that every window has, deprecated or not.
    document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", fill, true);
  }
  return done;
}
