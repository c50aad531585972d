-- The mailbox that answers and returned letters arrive in.
CREATE TABLE mail_inbox (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    -- starttls, tls, plain.
    security TEXT NOT NULL,
    user_name TEXT NOT NULL,
    -- Sealed.
    password BLOB NOT NULL,
    folder TEXT NOT NULL,
    -- Answers go to this address, with a mark behind a plus sign.
    address TEXT NOT NULL,
    -- The folder's UIDVALIDITY, and the last UID that was looked at.
    validity BIGINT NOT NULL,
    upto BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Since when it is out of reach, and what it said.
    down_since BIGINT,
    down_words TEXT NOT NULL
);

-- What arrived, and what became of it.
CREATE TABLE mail_answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What makes it the same letter when it comes again.
    digest BLOB NOT NULL UNIQUE,
    arrived_at BIGINT NOT NULL,
    from_address TEXT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    chat_id BIGINT REFERENCES chats (id) ON DELETE SET NULL,
    -- posted, returned, held, dropped.
    state TEXT NOT NULL,
    -- Why it was not posted; of a returned one what was said.
    reason TEXT NOT NULL
);
CREATE INDEX mail_answers_arrived ON mail_answers (arrived_at);
CREATE INDEX mail_answers_user ON mail_answers (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX mail_answers_chat ON mail_answers (chat_id) WHERE chat_id IS NOT NULL;
