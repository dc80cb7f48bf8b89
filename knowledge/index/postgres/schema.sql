-- A store that several people share. carrel.store has one row.

CREATE EXTENSION IF NOT EXISTS vector;
CREATE SCHEMA IF NOT EXISTS carrel;

CREATE TABLE carrel.store (
  one        boolean PRIMARY KEY DEFAULT true CHECK (one),
  schema     integer NOT NULL,
  embedder   text    NOT NULL DEFAULT '',  -- whose vectors there are; '': none yet
  dimensions integer NOT NULL DEFAULT 0
);

CREATE TABLE carrel.document (
  key      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id       text    COLLATE "C" NOT NULL UNIQUE,
  hash     text    NOT NULL,
  title    text    NOT NULL,
  author   text    NOT NULL,
  format   text    NOT NULL,
  unit     text    NOT NULL,
  language text    NOT NULL,
  bytes    bigint  NOT NULL,
  pages    integer NOT NULL,
  added_at bigint  NOT NULL,               -- Unix milliseconds
  passages integer NOT NULL DEFAULT 0,
  vectors  integer NOT NULL DEFAULT 0,
  terms    bigint  NOT NULL DEFAULT 0,     -- of all passages, with repetition
  digest   text    NOT NULL DEFAULT '',
  day      text    COLLATE "C" NOT NULL DEFAULT '', -- its own date: '2018-12-31', '2018-12' or '2018'; '' where it says none
  day_is   text    NOT NULL DEFAULT ''
);

CREATE TABLE carrel.holder (
  document    bigint NOT NULL REFERENCES carrel.document (key) ON DELETE CASCADE,
  name        text   COLLATE "C" NOT NULL,
  path        text   NOT NULL,
  collections text[] NOT NULL,
  PRIMARY KEY (document, name)
);

CREATE TABLE carrel.passage (
  document bigint  NOT NULL REFERENCES carrel.document (key) ON DELETE CASCADE,
  number   integer NOT NULL,               -- from 0
  page     integer NOT NULL,
  first    integer NOT NULL,               -- code points into the page's text
  beyond   integer NOT NULL,
  place    text    NOT NULL,               -- in words
  heading  text    NOT NULL,
  inside   text    NOT NULL,
  body     text    NOT NULL,
  PRIMARY KEY (document, number)
);

-- A term's passages in one document. Each entry is
-- number << 32 | twice the frequency << 16 | the passage's length in terms.
CREATE TABLE carrel.posting (
  term     text     COLLATE "C" NOT NULL,
  document bigint   NOT NULL REFERENCES carrel.document (key) ON DELETE CASCADE,
  entries  bigint[] NOT NULL,
  PRIMARY KEY (term, document)
);
CREATE INDEX posting_document ON carrel.posting (document);

-- Not named "vector", which is pgvector's type. The index over it is made when the dimensions are known.
CREATE TABLE carrel.embedding (
  document  bigint  NOT NULL REFERENCES carrel.document (key) ON DELETE CASCADE,
  number    integer NOT NULL,
  value    vector  NOT NULL,
  PRIMARY KEY (document, number)
);
