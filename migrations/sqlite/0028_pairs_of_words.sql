-- A word that stood in a text for the 251st time was left out, and is no longer: all messages are put into the index anew. What is there stays until then.
DELETE FROM search_progress;
INSERT INTO search_progress (id, from_message_id) SELECT 1, MAX(id) + 1 FROM messages HAVING COUNT(*) > 0;
