-- What of which chat a digest holds: after which message, and up to which.
CREATE TABLE mailing_chats (
    mailing_id BIGINT NOT NULL REFERENCES mailings (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    after_id BIGINT NOT NULL,
    upto BIGINT NOT NULL,
    PRIMARY KEY (mailing_id, chat_id)
);
CREATE INDEX mailing_chats_chat ON mailing_chats (chat_id, mailing_id);
INSERT INTO mailing_chats (mailing_id, chat_id, after_id, upto)
SELECT g.id, m.chat_id, m.read_message_id, m.mailed_message_id FROM mailings g
JOIN members m ON m.user_id = g.user_id AND m.mailed_at = g.made_at WHERE g.kind = 'digest';
