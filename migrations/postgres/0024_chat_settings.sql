-- Which sound what makes: chime, knock, drop, none.
ALTER TABLE chat_preferences ADD COLUMN sound_direct TEXT NOT NULL DEFAULT 'chime';
ALTER TABLE chat_preferences ADD COLUMN sound_group TEXT NOT NULL DEFAULT 'chime';
ALTER TABLE chat_preferences ADD COLUMN sound_call TEXT NOT NULL DEFAULT 'chime';
UPDATE chat_preferences SET sound_direct = 'none', sound_group = 'none', sound_call = 'none' WHERE NOT sound;
ALTER TABLE chat_preferences DROP COLUMN sound;
-- Who may begin a chat with the person, and add them to groups: all, departments, nobody.
ALTER TABLE chat_preferences ADD COLUMN beginners TEXT NOT NULL DEFAULT 'all';
ALTER TABLE chat_preferences ADD COLUMN adders TEXT NOT NULL DEFAULT 'all';
-- How pages look: usual, large, larger; end, start; 24, 12; whether links are shown with what they lead to.
ALTER TABLE users ADD COLUMN text_size TEXT NOT NULL DEFAULT 'usual';
ALTER TABLE users ADD COLUMN own_side TEXT NOT NULL DEFAULT 'end';
ALTER TABLE users ADD COLUMN clock TEXT NOT NULL DEFAULT '24';
ALTER TABLE users ADD COLUMN previews BOOLEAN NOT NULL DEFAULT TRUE;
