-- The headers of letters as FETCH shows them, derived from their views: may be deleted, and are then read from the letters.
CREATE TABLE kept_headers (
  view_id INTEGER PRIMARY KEY,
  -- How it was made, as text_filters has it.
  recipe  INTEGER NOT NULL,
  -- The fields that programs ask for to list a mailbox, and all of it: packed (packed-header.ts), then sealed (text-seal.ts).
  listed  BLOB NOT NULL,
  whole   BLOB NOT NULL
) STRICT;

-- Whoever deletes a view deletes what was derived from it.
CREATE TRIGGER views_kept_headers AFTER DELETE ON views BEGIN
  DELETE FROM kept_headers WHERE view_id = old.id;
END;

-- Letters of before get theirs, too. From here on its recipe is that of texts and headers together.
DELETE FROM kept_to;
