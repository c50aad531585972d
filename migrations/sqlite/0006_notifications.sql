-- What people are told of.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Whose; 0: of all who look after the company.
    owner_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    area TEXT NOT NULL,
    -- Of those with one owner and one tag only the newest is kept.
    tag TEXT NOT NULL,
    -- Who did it, and what they were called.
    actor_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    -- What it speaks of, what that was called, and what else is to be said of it.
    subject_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- Where it leads; opening that reads it. Empty: nowhere.
    link TEXT NOT NULL,
    -- Its sentence in every language, folded. A search looks here.
    sought TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    -- Whether it waits for an answer; the answer, whose it is and what they were called.
    waits BOOLEAN NOT NULL,
    answer TEXT NOT NULL,
    answerer_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    answerer TEXT NOT NULL,
    answered_at BIGINT,
    -- unread, read, deleted; what it was before the last change, and when that was, so that it can be undone.
    state TEXT NOT NULL,
    was TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX notifications_owner ON notifications (owner_id, made_at, id);
CREATE INDEX notifications_tag ON notifications (tag, owner_id);
CREATE INDEX notifications_unread ON notifications (owner_id, id) WHERE state = 'unread';
CREATE INDEX notifications_waits ON notifications (owner_id, id) WHERE waits;
CREATE INDEX notifications_made ON notifications (made_at);
CREATE INDEX notifications_actor ON notifications (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX notifications_answerer ON notifications (answerer_id) WHERE answerer_id IS NOT NULL;

-- What one of several has made of a notification that is all of theirs.
CREATE TABLE notification_marks (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notification_id BIGINT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    was TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, notification_id)
);
CREATE INDEX notification_marks_notification ON notification_marks (notification_id);

-- For how many days notifications are kept.
ALTER TABLE company ADD COLUMN notification_days BIGINT NOT NULL DEFAULT 90;

-- With what, and from where, people have signed in.
CREATE TABLE devices (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, device, network)
);
