-- A poll as it stands, as JSON: its answers with how many chose each, its rules, and whether it is closed. Its question is the text.
ALTER TABLE messages ADD COLUMN poll TEXT NOT NULL DEFAULT '';
-- When it closes by itself; nothing once it is closed.
ALTER TABLE messages ADD COLUMN poll_closes_at BIGINT;
CREATE INDEX messages_poll_closes ON messages (poll_closes_at) WHERE poll_closes_at IS NOT NULL;

CREATE TABLE votes (
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- What they chose: bit n is the answer n.
    answers BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, user_id)
);
CREATE INDEX votes_user ON votes (user_id, message_id);
