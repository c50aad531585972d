-- Whether the server asks for the pages that links lead to, and shows what they say.
ALTER TABLE company ADD COLUMN link_previews BOOLEAN NOT NULL DEFAULT TRUE;

-- What a message shows of the page that its first link leads to, for whoever reads it; and its picture.
ALTER TABLE messages ADD COLUMN card TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN card_blob_id BIGINT REFERENCES blobs (id);
CREATE INDEX messages_card_blob ON messages (card_blob_id) WHERE card_blob_id IS NOT NULL;

-- Messages whose page is still to be asked for. Written with the message, so that a stop forgets none.
CREATE TABLE waiting_cards (
    message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX waiting_cards_due ON waiting_cards (due_at, message_id);
