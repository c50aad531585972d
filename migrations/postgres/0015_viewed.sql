-- Whether others learn what the person has viewed, and that they are writing; who hides it learns nothing of others.
ALTER TABLE chat_preferences ADD COLUMN shows_viewed BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE chat_preferences ADD COLUMN shows_typing BOOLEAN NOT NULL DEFAULT TRUE;

-- What was seen up to this message was seen, also after it was marked as unread.
ALTER TABLE members ADD COLUMN viewed_message_id BIGINT NOT NULL DEFAULT 0;
UPDATE members SET viewed_message_id = read_message_id;

-- When somebody came to this message in a small chat: they saw it then, and those before it by then.
CREATE TABLE views (
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    viewed_at BIGINT NOT NULL,
    PRIMARY KEY (chat_id, user_id, message_id),
    FOREIGN KEY (chat_id, user_id) REFERENCES members (chat_id, user_id) ON DELETE CASCADE
);
CREATE INDEX views_age ON views (viewed_at);
