-- Of which chat the message is that a notification speaks of: who leaves the chat is told of it no longer.
ALTER TABLE notifications ADD COLUMN chat_id BIGINT;
UPDATE notifications SET chat_id = (SELECT x.chat_id FROM messages x WHERE x.id = notifications.subject_id)
WHERE owner_id > 0 AND kind IN ('message-mentioned', 'message-keyword', 'message-replied', 'message-reacted', 'message-reminded', 'poll-closed');
CREATE INDEX notifications_chat ON notifications (chat_id, owner_id) WHERE chat_id IS NOT NULL;
-- Who had left before this is told of it no longer, either.
DELETE FROM notifications WHERE chat_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM members m
    WHERE m.chat_id = notifications.chat_id AND m.user_id = notifications.owner_id);
