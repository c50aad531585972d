-- Whom a message calls: a number (0: everybody), a space and the name as it was written, in each line.
ALTER TABLE messages ADD COLUMN calls TEXT NOT NULL DEFAULT '';

-- The same, by person; user 0: everybody.
CREATE TABLE mentions (
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    PRIMARY KEY (chat_id, user_id, message_id)
);
CREATE INDEX mentions_message ON mentions (message_id);

-- The newest message that calls everybody, and the newest that calls the member; 0: none.
ALTER TABLE chats ADD COLUMN called_message_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN called_message_id BIGINT NOT NULL DEFAULT 0;
