-- Phrases are found by the pairs of words in them, no longer by the places of words: all messages are put into the index anew.
TRUNCATE message_words;
DELETE FROM search_progress;
INSERT INTO search_progress (id, from_message_id) SELECT 1, MAX(id) + 1 FROM messages HAVING COUNT(*) > 0;
