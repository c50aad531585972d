-- The words of messages, by which they are found: made of them, and made anew where they are missing. No backup holds them.
-- What is found is read from the messages; here are only tokens, which are made in one place for both databases.
CREATE VIRTUAL TABLE message_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
);

-- Messages before this one are still to be put into it; without a row all are in it.
CREATE TABLE search_progress (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    from_message_id BIGINT NOT NULL
);
INSERT INTO search_progress (id, from_message_id) SELECT 1, MAX(id) + 1 FROM messages HAVING COUNT(*) > 0;
