-- Watched folders and what lies in them, documents that others have taken the
-- place of, collections, and the order of work.

-- Why the document's file cannot be reached now, in words; '' where it can.
ALTER TABLE document ADD COLUMN away TEXT NOT NULL DEFAULT '';
-- Counts the additions. The newest are read first, and a clock that is set
-- back does not make them old.
ALTER TABLE document ADD COLUMN batch INTEGER NOT NULL DEFAULT 0;
DROP INDEX document_work;
CREATE INDEX document_work ON document (state, batch DESC, added_at DESC, bytes, seq);

CREATE TABLE folder (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT    NOT NULL UNIQUE,
  path     TEXT    NOT NULL UNIQUE,
  exclude  TEXT    NOT NULL DEFAULT '[]',  -- JSON: patterns as in .gitignore
  added_at INTEGER NOT NULL
);

-- The documents' files in watched folders, as they were last seen. Several may
-- have the same content, and are one document.
CREATE TABLE file (
  path     TEXT    PRIMARY KEY,
  folder   INTEGER NOT NULL REFERENCES folder (seq) ON DELETE CASCADE,
  bytes    INTEGER NOT NULL,
  modified INTEGER NOT NULL,               -- Unix nanoseconds; 0: its content must be looked at again
  device   INTEGER NOT NULL,               -- of its file system; 0 where the system has none
  hash     TEXT    NOT NULL,               -- SHA-256 of the content, hex; '' where it could not be read
  away     TEXT    NOT NULL DEFAULT '',    -- why it cannot be reached now; '' where it can
  dropped  INTEGER NOT NULL DEFAULT 0      -- the person removed its document: it is not taken in again
) WITHOUT ROWID;
CREATE INDEX file_hash ON file (hash);
CREATE INDEX file_folder ON file (folder);

-- Ids of documents whose file has another content now, and the document that
-- holds it: what was cited from the former can say so.
CREATE TABLE former (
  id       TEXT    PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document (seq) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX former_document ON former (document);

CREATE TABLE collection (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL UNIQUE,
  name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
  created_at INTEGER NOT NULL
);
CREATE TABLE member (
  collection INTEGER NOT NULL REFERENCES collection (seq) ON DELETE CASCADE,
  document   INTEGER NOT NULL REFERENCES document (seq) ON DELETE CASCADE,
  PRIMARY KEY (collection, document)
) WITHOUT ROWID;
CREATE INDEX member_document ON member (document);
ALTER TABLE chat ADD COLUMN collection TEXT REFERENCES collection (id) ON DELETE SET NULL;
