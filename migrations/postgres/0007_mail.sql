-- The company's mail server, and how letters are signed.
CREATE TABLE mail_server (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    host TEXT NOT NULL,
    port BIGINT NOT NULL,
    -- starttls, tls, plain.
    security TEXT NOT NULL,
    user_name TEXT NOT NULL,
    -- Sealed; empty: none.
    password BYTEA NOT NULL,
    from_address TEXT NOT NULL,
    -- Whether letters never say what was written.
    hides_content BOOLEAN NOT NULL,
    dkim_domain TEXT NOT NULL,
    dkim_selector TEXT NOT NULL,
    dkim_key BYTEA NOT NULL,
    -- Where browsers find the house: links in letters begin with it.
    own_address TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Since when it takes no letters, and what it said.
    down_since BIGINT,
    down_words TEXT NOT NULL
);

-- How a person wants to be told.
CREATE TABLE notification_preferences (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    site BOOLEAN NOT NULL,
    mail BOOLEAN NOT NULL,
    -- Minutes without activity before a letter.
    delay BIGINT NOT NULL,
    digest BOOLEAN NOT NULL,
    -- The days of the digest: 1 Monday, 2 Tuesday, 4 Wednesday …; and its minute of the day.
    digest_days BIGINT NOT NULL,
    digest_minute BIGINT NOT NULL,
    -- Whether letters say what was written.
    content BOOLEAN NOT NULL,
    -- Quiet hours by minutes of the day, and whether direct messages come through.
    quiet BOOLEAN NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL,
    quiet_direct BOOLEAN NOT NULL,
    -- The newest notification that was mailed, or is not to be.
    mailed_notification_id BIGINT NOT NULL,
    -- When the digest was last made, or there was nothing for one.
    digested_at BIGINT NOT NULL
);
CREATE INDEX notification_preferences_mail ON notification_preferences (user_id) WHERE mail;
-- What differs from what a kind is by itself.
CREATE TABLE notification_choices (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- site, mail.
    way TEXT NOT NULL,
    wanted BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, kind, way)
);

-- The address that a person's letters go to: theirs, once they have confirmed it.
CREATE TABLE mail_addresses (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    token_hash BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- Since when a server refuses letters to it, and what it said.
    stopped_at BIGINT,
    stopped_words TEXT NOT NULL
);
CREATE INDEX mail_addresses_token ON mail_addresses (token_hash);

-- A mute that ends.
ALTER TABLE members ADD COLUMN muted_until BIGINT;
-- What is mailed of this chat: as the settings say (empty), all, nothing.
ALTER TABLE members ADD COLUMN mailing TEXT NOT NULL DEFAULT '';
-- When a letter of this chat was last made for the member, and up to which message.
ALTER TABLE members ADD COLUMN mailed_at BIGINT;
ALTER TABLE members ADD COLUMN mailed_message_id BIGINT NOT NULL DEFAULT 0;
CREATE INDEX members_muted ON members (muted_until) WHERE muted_until IS NOT NULL;

-- What leaves, or left, or did not leave, by mail; and why.
CREATE TABLE mailings (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    -- chat, notices, digest: made of what is unread; letter: kept as it is.
    kind TEXT NOT NULL,
    chat_id BIGINT REFERENCES chats (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    -- Its own number, the same for each try.
    message_id TEXT NOT NULL UNIQUE,
    -- After which message, and up to which message or notification.
    after_id BIGINT NOT NULL,
    upto BIGINT NOT NULL,
    -- waiting, sent, refused, dropped.
    state TEXT NOT NULL,
    -- A letter that is not made of what is unread, sealed.
    letter BYTEA NOT NULL,
    -- Of a dropped one, why; of others what the server said.
    words TEXT NOT NULL,
    -- Messages, or notifications, in it.
    held BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    -- When it is tried next; while it is being tried, when somebody else may.
    due_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX mailings_due ON mailings (due_at) WHERE state = 'waiting';
CREATE INDEX mailings_user ON mailings (user_id, id);
CREATE INDEX mailings_chat ON mailings (user_id, chat_id, id) WHERE chat_id IS NOT NULL;
CREATE INDEX mailings_made ON mailings (made_at);
