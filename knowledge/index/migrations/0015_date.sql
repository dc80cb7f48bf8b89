-- A document's own date: "2018-12-31", "2018-12" or "2018", '' where it says none,
-- and what it is the date of (reader.DateKind). '?' where it was read before there
-- were dates: its first page has not been looked at.
ALTER TABLE document ADD COLUMN day TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN day_is TEXT NOT NULL DEFAULT '?';
