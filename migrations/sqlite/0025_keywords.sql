-- What people want to be told of when a message says it.
CREATE TABLE keywords (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Its tokens, as the search makes them, with a space between them; the first of them, by which it is found.
    tokens TEXT NOT NULL,
    first_token TEXT NOT NULL,
    -- As it was typed, and which of the person's it is.
    phrase TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (user_id, tokens)
);
CREATE INDEX keywords_first ON keywords (first_token, user_id);
-- Notifications of which the owner is a chat, as a number below zero: told to all of its members by one row. Who has read the message of one
-- (its subject) has read it.
CREATE INDEX notifications_told ON notifications (owner_id, subject_id) WHERE owner_id < 0;
