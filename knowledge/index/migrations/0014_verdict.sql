-- What the person thinks of an answer, as JSON: {"good", "reason", "at"}; '' for
-- nothing. It never leaves the computer by itself.
ALTER TABLE turn ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
