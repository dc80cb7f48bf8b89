-- What a document is written in, and what a passage stands inside: both decide
-- the terms it is found by.

ALTER TABLE document ADD COLUMN language TEXT NOT NULL DEFAULT ''; -- ISO 639-1; '' where not known, analysed as English
ALTER TABLE passage ADD COLUMN inside TEXT NOT NULL DEFAULT '';    -- its table's title and columns; for the index only
