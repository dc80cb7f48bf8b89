CREATE INDEX chat_updated ON chat (updated_at DESC);

CREATE UNIQUE INDEX document_hash ON document (hash) WHERE hash <> '';

CREATE INDEX document_path ON document (path);

CREATE INDEX document_work ON document (state, added_at DESC, bytes, seq);

CREATE INDEX passage_document ON passage (document, page, start);

CREATE TABLE chat (
  id         TEXT    PRIMARY KEY,
  title      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE TABLE document (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT    NOT NULL UNIQUE,
  hash        TEXT    NOT NULL DEFAULT '',  -- SHA-256 of the content, hex; '' where it could not be read
  path        TEXT    NOT NULL,             -- as the file system spells it, UTF-8 or not
  title       TEXT    NOT NULL,
  author      TEXT    NOT NULL DEFAULT '',
  format      TEXT    NOT NULL DEFAULT '',
  state       TEXT    NOT NULL CHECK (state IN ('queued', 'reading', 'searchable', 'embedded', 'failed', 'skipped', 'unavailable')),
  code        TEXT    NOT NULL DEFAULT '',
  error       TEXT    NOT NULL DEFAULT '',
  warnings    TEXT    NOT NULL DEFAULT '[]', -- JSON
  bytes       INTEGER NOT NULL DEFAULT 0,
  pages       INTEGER NOT NULL DEFAULT 0,
  passages    INTEGER NOT NULL DEFAULT 0,
  embedded    INTEGER NOT NULL DEFAULT 0,    -- passages that have a vector
  added_at    INTEGER NOT NULL,
  hidden_at   INTEGER NOT NULL DEFAULT 0     -- removed, with undo still possible; 0: not
);

CREATE TABLE embedder (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  dimensions INTEGER NOT NULL DEFAULT 0
);

CREATE VIRTUAL TABLE lexical USING fts5 (
  context, body,
  content = '', contentless_delete = 1,
  tokenize = "ascii tokenchars '._'"
);

CREATE TABLE 'lexical_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'lexical_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'lexical_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'lexical_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE VIRTUAL TABLE lexical_term USING fts5vocab ('lexical', 'row');

CREATE TABLE page (
  document INTEGER NOT NULL REFERENCES document (seq) ON DELETE CASCADE,
  number   INTEGER NOT NULL,                 -- from 1
  label    TEXT    NOT NULL DEFAULT '',
  width    REAL    NOT NULL DEFAULT 0,
  height   REAL    NOT NULL DEFAULT 0,
  text     TEXT    NOT NULL,
  headings TEXT    NOT NULL DEFAULT '[]',    -- JSON
  UNIQUE (document, number)
);

CREATE TABLE passage (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES document (seq) ON DELETE CASCADE,
  page     INTEGER NOT NULL,
  start    INTEGER NOT NULL,
  end      INTEGER NOT NULL,
  heading  TEXT    NOT NULL DEFAULT ''
);

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE turn (
  id       TEXT    PRIMARY KEY,
  chat_id  TEXT    NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
  seq      INTEGER NOT NULL,                 -- from 1 within the chat
  question TEXT    NOT NULL,
  asked_at INTEGER NOT NULL,
  status   TEXT    NOT NULL,
  text     TEXT    NOT NULL DEFAULT '',      -- the answer as far as it has been written
  answer   TEXT    NOT NULL DEFAULT '',      -- JSON of ask.Answer once it is complete
  UNIQUE (chat_id, seq)
);

CREATE TABLE vector (
  passage  INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
  embedder INTEGER NOT NULL REFERENCES embedder (id) ON DELETE CASCADE,
  data     BLOB    NOT NULL,                 -- float32, little-endian, of length 1
  PRIMARY KEY (passage, embedder)
);

CREATE TRIGGER passage_deleted AFTER DELETE ON passage BEGIN
  DELETE FROM lexical WHERE rowid = old.id;
END;
