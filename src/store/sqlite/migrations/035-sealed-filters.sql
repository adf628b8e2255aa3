-- Filters lay in clear: they are made anew, and sealed (text-seal.ts).
DELETE FROM text_filters;
DELETE FROM kept_to;
ALTER TABLE text_filters RENAME COLUMN filter TO sealed;
