CREATE TABLE chats (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hue BIGINT NOT NULL,
    -- What there may be one of: 'general', 'notes:USER', 'direct:LOWER:HIGHER'.
    identity TEXT UNIQUE,
    -- Every change of any message takes the next one, so it orders the commits of the chat.
    revision BIGINT NOT NULL,
    -- Changes up to this one are no longer all there.
    purged_revision BIGINT NOT NULL,
    last_message_id BIGINT NOT NULL,
    last_message_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE members (
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    -- The read mark: what comes after this message is unread.
    read_message_id BIGINT NOT NULL,
    muted BOOLEAN NOT NULL,
    pinned BOOLEAN NOT NULL,
    -- The chat is listed while its last message is after this one: hidden until a new message, or (-1) never hidden.
    hidden_message_id BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);
CREATE INDEX members_user ON members (user_id, chat_id);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    author_id BIGINT NOT NULL REFERENCES users (id),
    -- 'text', or 'line' for what the house says of the chat; then text is a name and its ids.
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    key TEXT NOT NULL,
    -- The chat's revision of the last change of this message, and the one it was posted with.
    revision BIGINT NOT NULL,
    posted_revision BIGINT NOT NULL,
    posted_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    UNIQUE (author_id, key)
);
CREATE INDEX messages_history ON messages (chat_id, id);
CREATE UNIQUE INDEX messages_revision ON messages (chat_id, revision);
-- What can be unread.
CREATE INDEX messages_countable ON messages (chat_id, id, author_id) WHERE kind = 'text' AND deleted_at IS NULL;

CREATE TABLE chat_preferences (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    send_key TEXT NOT NULL,
    sound BOOLEAN NOT NULL,
    -- How often frames without JavaScript are fetched anew; 0 is never.
    refresh_seconds BIGINT NOT NULL
);
