-- How long authors may change what they wrote, in minutes; 0: not at all, -1: for ever.
ALTER TABLE company ADD COLUMN edit_minutes BIGINT NOT NULL DEFAULT 1440;

-- How often the text was changed.
ALTER TABLE messages ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
-- Of the text as it was posted, once it is another: by it a form that is sent twice is known.
ALTER TABLE messages ADD COLUMN posted_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN deleted_by_id BIGINT REFERENCES users (id);
-- The message of the same chat that this answers; it may be gone.
ALTER TABLE messages ADD COLUMN reply_to_id BIGINT;
-- The message that this repeats, who wrote it, and when; it may be gone.
ALTER TABLE messages ADD COLUMN forwarded_id BIGINT;
ALTER TABLE messages ADD COLUMN forwarded_author_id BIGINT REFERENCES users (id);
ALTER TABLE messages ADD COLUMN forwarded_at BIGINT;
-- The sum of its reactions, for whoever reads the message: an emoji, a space and a number in each line.
ALTER TABLE messages ADD COLUMN reactions TEXT NOT NULL DEFAULT '';

-- What a message said before it was changed.
CREATE TABLE message_versions (
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- When this was written.
    made_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, version)
);

CREATE TABLE reactions (
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    emoji TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, user_id, emoji)
);
CREATE INDEX reactions_user ON reactions (user_id, message_id);

CREATE TABLE pins (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX pins_chat ON pins (chat_id, made_at, message_id);
CREATE INDEX pins_user ON pins (user_id) WHERE user_id IS NOT NULL;

-- Messages that somebody wants to find again.
CREATE TABLE favourites (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, message_id)
);
CREATE INDEX favourites_message ON favourites (message_id);
