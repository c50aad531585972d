-- What a group looks like, and who may do what in it: docs/decisions/0030-groups.md.
ALTER TABLE chats ADD COLUMN picture TEXT;
ALTER TABLE chats ADD COLUMN about TEXT NOT NULL DEFAULT '';
-- active, read-only, archived.
ALTER TABLE chats ADD COLUMN standing TEXT NOT NULL DEFAULT 'active';
-- Of each of these acts who may do it: all, administrators, owner.
ALTER TABLE chats ADD COLUMN writers TEXT NOT NULL DEFAULT 'all';
ALTER TABLE chats ADD COLUMN adders TEXT NOT NULL DEFAULT 'administrators';
ALTER TABLE chats ADD COLUMN removers TEXT NOT NULL DEFAULT 'administrators';
ALTER TABLE chats ADD COLUMN pinners TEXT NOT NULL DEFAULT 'all';
ALTER TABLE chats ADD COLUMN callers TEXT NOT NULL DEFAULT 'all';
-- Whether whoever works here may find it and join.
ALTER TABLE chats ADD COLUMN findable BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE chats ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
-- Whether those who join see what was said before, and the last message that somebody does not see for that.
ALTER TABLE chats ADD COLUMN shows_past BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE chats ADD COLUMN past_message_id BIGINT NOT NULL DEFAULT 0;
-- For how many days what is written from now on is kept; 0: for ever.
ALTER TABLE chats ADD COLUMN keep_days BIGINT NOT NULL DEFAULT 0;
-- The link by which people join.
ALTER TABLE chats ADD COLUMN link TEXT;
CREATE UNIQUE INDEX chats_link ON chats (link) WHERE link IS NOT NULL;
CREATE INDEX chats_findable ON chats (name_folded, id) WHERE findable;

-- Up to here the member sees nothing.
ALTER TABLE members ADD COLUMN past_message_id BIGINT NOT NULL DEFAULT 0;

-- When it goes by itself.
ALTER TABLE messages ADD COLUMN expires_at BIGINT;
CREATE INDEX messages_expires ON messages (expires_at) WHERE expires_at IS NOT NULL;
-- Whether it answers what somebody in the chat did not see then: its quote says nothing.
ALTER TABLE messages ADD COLUMN reply_hidden BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX messages_reply ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL;
