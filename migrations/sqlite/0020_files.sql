-- How many bytes one file may have, all of one person's, and all there are; 0: as many as there is room for.
ALTER TABLE company ADD COLUMN most_file BIGINT NOT NULL DEFAULT 104857600;
ALTER TABLE company ADD COLUMN most_of_person BIGINT NOT NULL DEFAULT 0;
ALTER TABLE company ADD COLUMN most_of_all BIGINT NOT NULL DEFAULT 0;

-- What lies in the store of files beside pictures of people: by its name nobody else has it. The bytes are there before the row, and go
-- a day after it.
CREATE TABLE blobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    -- Whose it counts as.
    user_id BIGINT NOT NULL REFERENCES users (id),
    bytes BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX blobs_user ON blobs (user_id, bytes);

-- A file of a message, of one that is posted later, or of one that is still being written.
CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id),
    message_id BIGINT REFERENCES messages (id) ON DELETE CASCADE,
    scheduled_id BIGINT REFERENCES scheduled (id) ON DELETE SET NULL,
    blob_id BIGINT NOT NULL REFERENCES blobs (id),
    preview_id BIGINT REFERENCES blobs (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX attachments_message ON attachments (message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_chat ON attachments (chat_id, message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX attachments_user ON attachments (user_id, chat_id, id) WHERE message_id IS NULL;
CREATE INDEX attachments_waiting ON attachments (made_at) WHERE message_id IS NULL;
CREATE INDEX attachments_scheduled ON attachments (scheduled_id) WHERE scheduled_id IS NOT NULL;
CREATE INDEX attachments_blob ON attachments (blob_id);
CREATE INDEX attachments_preview ON attachments (preview_id) WHERE preview_id IS NOT NULL;

-- The files of a message, for whoever reads it: what is shown of each in a line; and by what words a message that has no text is known.
ALTER TABLE messages ADD COLUMN files TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN named TEXT NOT NULL DEFAULT '';
ALTER TABLE scheduled ADD COLUMN named TEXT NOT NULL DEFAULT '';
