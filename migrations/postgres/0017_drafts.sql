-- What somebody has begun to write in a chat. A row stays, so that its version only grows.
CREATE TABLE drafts (
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- What was written on another device meanwhile.
    other TEXT NOT NULL,
    reply_to_id BIGINT,
    version BIGINT NOT NULL,
    -- The key of the message that was sent last: what was kept of it late is not kept.
    sent_key TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id),
    FOREIGN KEY (chat_id, user_id) REFERENCES members (chat_id, user_id) ON DELETE CASCADE
);

-- How that begins, for lists of chats.
ALTER TABLE members ADD COLUMN draft TEXT NOT NULL DEFAULT '';
