-- Messages that are posted at their time.
CREATE TABLE scheduled (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    calls TEXT NOT NULL,
    reply_to_id BIGINT,
    key TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    -- Whether it could not be posted then: its author was not in the chat any more, or might not write there.
    failed BOOLEAN NOT NULL,
    UNIQUE (user_id, key)
);
CREATE INDEX scheduled_due ON scheduled (due_at) WHERE NOT failed;
CREATE INDEX scheduled_user ON scheduled (user_id, chat_id, due_at);
CREATE INDEX scheduled_chat ON scheduled (chat_id);

-- Messages that somebody wants to be told of again.
CREATE TABLE reminders (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, message_id)
);
CREATE INDEX reminders_due ON reminders (due_at);
CREATE INDEX reminders_message ON reminders (message_id);
