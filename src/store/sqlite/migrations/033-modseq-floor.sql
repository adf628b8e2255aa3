-- A power cut may take the latest changes of flags away, and clients may have been told of them: no message of the mailbox
-- has a lower MODSEQ than this, so that whoever resynchronizes is told its flags anew.
ALTER TABLE mailboxes ADD COLUMN floor_modseq INTEGER NOT NULL DEFAULT 0;
