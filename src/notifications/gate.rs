//! Who sees which notifications, and what each is to them: what every statement about a centre is made of. The reader is `$1`, or a column where
//! many are read of at once.

/// From what is one reader's; behind it stand the owners, who are they and whose they see besides: `($1, $2) AND `.
macro_rules! of_own {
    ($reader:literal) => {
        concat!(
            " FROM notifications n LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = ",
            $reader,
            " WHERE n.owner_id IN "
        )
    };
}
pub(super) use of_own;

/// From what the chats tell all of their members that the reader is in and has not muted: what others did since they came in, of messages that they
/// see. Apart from what is their own: together, PostgreSQL would look through everybody's for either.
macro_rules! of_chats {
    ($reader:literal) => {
        concat!(
            " FROM members m JOIN notifications n ON n.owner_id = -m.chat_id AND n.owner_id < 0 AND n.made_at >= m.joined_at
        AND n.subject_id > m.past_message_id AND COALESCE(n.actor_id, 0) <> ",
            $reader,
            " LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = ",
            $reader,
            " WHERE m.user_id = ",
            $reader,
            " AND NOT m.muted AND "
        )
    };
}
pub(super) use of_chats;

/// What one's own is to them.
macro_rules! own_state {
    () => {
        "COALESCE(k.state, n.state)"
    };
}
pub(super) use own_state;

/// What one of a chat is to them: read with its message, if they have made nothing else of it.
macro_rules! chat_state {
    () => {
        "COALESCE(k.state, CASE WHEN n.subject_id <= m.read_message_id THEN 'read' ELSE n.state END)"
    };
}
pub(super) use chat_state;

/// Whether one's own is unread.
macro_rules! own_unread {
    () => {
        " n.state = 'unread' AND (k.state IS NULL OR k.state = 'unread')"
    };
}
pub(super) use own_unread;

/// Whether one of a chat is unread, if its message is: an index finds these alone.
macro_rules! chat_unread {
    () => {
        " n.subject_id > m.read_message_id AND (k.state IS NULL OR k.state = 'unread')"
    };
}
pub(super) use chat_unread;

/// From those of chats that they made unread again, whose messages are not. They are few.
macro_rules! of_kept {
    ($reader:literal) => {
        concat!(
            " FROM notification_marks k JOIN notifications n ON n.id = k.notification_id AND n.owner_id < 0
    JOIN members m ON m.chat_id = -n.owner_id AND m.user_id = k.user_id AND NOT m.muted AND n.subject_id <= m.read_message_id
        AND n.made_at >= m.joined_at AND n.subject_id > m.past_message_id WHERE k.user_id = ",
            $reader,
            " AND k.state = 'unread'"
        )
    };
}
pub(super) use of_kept;
