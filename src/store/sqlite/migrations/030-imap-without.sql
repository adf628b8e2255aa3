-- Capabilities that IMAP does not offer to a box, for a mail program that fails on one: names, separated by spaces.
ALTER TABLE boxes ADD COLUMN imap_without TEXT NOT NULL DEFAULT '';
