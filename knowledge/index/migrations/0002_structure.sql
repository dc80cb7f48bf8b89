-- What a page is in a document, and what is inside a page besides its text.

ALTER TABLE document ADD COLUMN unit TEXT NOT NULL DEFAULT 'page'; -- reader.Unit
ALTER TABLE page ADD COLUMN structure TEXT NOT NULL DEFAULT '{}';  -- JSON: line, places, tables, furniture
