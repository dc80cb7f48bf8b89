/**
 * Carrel's own icons: stroked paths on a 20-unit square. A name says what is
 * drawn or what state it stands for, so that screens share one vocabulary.
 */
export const icons = {
  plus: ["M10 4v12", "M4 10h12"],
  close: ["M5 5l10 10", "M15 5L5 15"],
  minus: ["M4 10h12"],
  send: ["M10 16V4.5", "M5 9.3L10 4.3l5 5"],
  stop: ["M6 6h8v8H6z"],
  retry: ["M15.8 8A6.2 6.2 0 1 0 16 11.5", "M16.3 4.2V8h-3.8"],
  remove: ["M4 5.7h12", "M8 5.7V4h4v1.7", "M5.6 5.7l.7 10.3h7.4l.7-10.3", "M8.6 8.7v4.4", "M11.4 8.7v4.4"],
  up: ["M5 12.3l5-5 5 5"],
  down: ["M5 7.7l5 5 5-5"],
  left: ["M12.3 5l-5 5 5 5"],
  right: ["M7.7 5l5 5-5 5"],
  chats: ["M3.5 5h10v7H8l-3 2.6V12H3.5z", "M16.5 8v6.5h-1V17l-2.8-2.5H9.5"],
  lock: ["M5.2 9h9.6v7H5.2z", "M7.2 9V6.8a2.8 2.8 0 0 1 5.6 0V9", "M10 12v1.5"],
  unlock: ["M5.2 9h9.6v7H5.2z", "M7.2 9V6.8a2.8 2.8 0 0 1 5.4-1", "M10 12v1.5"],
  light: ["M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", "M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1"],
  dark: ["M15.9 11.8A6.5 6.5 0 0 1 8.2 4.1a6.5 6.5 0 1 0 7.7 7.7z"],
  system: ["M3.5 4.5h13v8.5h-13z", "M7 16.2h6", "M10 13v3.2"],
  find: ["M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4z", "M12.7 12.7L16.5 16.5"],
  width: ["M3.5 4.5v11", "M16.5 4.5v11", "M6 10h8", "M8 8l-2 2 2 2", "M12 8l2 2-2 2"],
  book: ["M10 5.6C8.2 4.3 5.8 4 3.5 4.3v10.4c2.3-.3 4.7 0 6.5 1.3 1.8-1.3 4.2-1.6 6.5-1.3V4.3c-2.3-.3-4.7 0-6.5 1.3z", "M10 5.6V16"],
  filter: ["M4 5.5h12", "M6.5 10h7", "M8.7 14.5h2.6"],
  pause: ["M7.5 5.5v9", "M12.5 5.5v9"],
  play: ["M7 5l8 5-8 5z"],
  folder: ["M3.5 6V15.5h13V7H10L8.3 4.8H3.5z"],
  file: ["M5.5 3.5h6l3 3v10h-9z", "M11.5 3.5v3h3"],
  info: ["M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M10 9.3v4", "M10 6.7v.1"],
  alert: ["M10 3.8L17 16H3z", "M10 8.6v3.6", "M10 14v.1"],

  waiting: ["M10 5.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z"],
  reading: ["M4.5 10h.1M10 10h.1M15.5 10h.1"],
  failed: ["M6 6l8 8", "M14 6l-8 8"],
  skipped: ["M5.5 10h9"],
  unavailable: ["M10 5.5a4.5 4.5 0 0 1 4.5 4.5", "M10 14.5A4.5 4.5 0 0 1 5.5 10"],

  quoted: ["M8.6 6.2C6.5 6.9 5.4 8.5 5.4 11v2.6h3.2v-3.2H6.8", "M15 6.2c-2.1.7-3.2 2.3-3.2 4.8v2.6H15v-3.2h-1.8"],
  supported: ["M4.8 10.6l3.5 3.5 7-8"],
  partly: ["M10 4.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z", "M7 10h6"],
  unsupported: ["M10 3.8L16.2 10 10 16.2 3.8 10z"],
  checking: ["M5 10h.1M10 10h.1M15 10h.1"],
} as const;

export type IconName = keyof typeof icons;
