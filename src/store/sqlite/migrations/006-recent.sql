-- The first UID that no session was told of (RFC 3501 §2.3.2: when in doubt, a message is recent).
ALTER TABLE mailboxes ADD COLUMN recent_uid INTEGER NOT NULL DEFAULT 1;
