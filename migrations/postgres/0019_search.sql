-- The words of messages, by which they are found: made of them, and made anew where they are missing. No backup holds them.
-- What is found is read from the messages; here are only tokens, which are made in one place for both databases.
CREATE TABLE message_words (
    message_id BIGINT PRIMARY KEY,
    words TSVECTOR NOT NULL
);
-- What waits to be sorted in is looked through by each search: not much of it.
CREATE INDEX message_words_words ON message_words USING GIN (words) WITH (gin_pending_list_limit = 256);
ALTER TABLE message_words ALTER COLUMN words SET STATISTICS 0;

-- Messages before this one are still to be put into it; without a row all are in it.
CREATE TABLE search_progress (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    from_message_id BIGINT NOT NULL
);
INSERT INTO search_progress (id, from_message_id) SELECT 1, MAX(id) + 1 FROM messages HAVING COUNT(*) > 0;
