-- Programs that write into groups. Their messages' author is a row of users in the state 'integration', which is nobody.
CREATE TABLE hooks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    author_id BIGINT NOT NULL REFERENCES users (id),
    token_hash BYTEA NOT NULL UNIQUE,
    made_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    removed_at BIGINT
);
CREATE INDEX hooks_chat ON hooks (chat_id);
CREATE INDEX hooks_author ON hooks (author_id);
CREATE INDEX hooks_made_by ON hooks (made_by) WHERE made_by IS NOT NULL;
