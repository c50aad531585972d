-- Whether a message shows a link, so that a chat's are found. Of those that were there before, whether it may: who reads them looks again.
ALTER TABLE messages ADD COLUMN linked BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE messages SET linked = TRUE WHERE kind = 'text' AND deleted_at IS NULL
    AND (text LIKE '%://%' OR text LIKE '%www.%' OR text LIKE '%mailto:%' OR text GLOB '*[^ ]@[^ ]*');
CREATE INDEX messages_linked ON messages (chat_id, id) WHERE linked;
