//! What holds after every COMMIT, whatever was killed: looked at in the database itself, past the program.

use super::{Database, House};

/// Each finds what breaks a rule, in words: on both databases, nothing.
const RULES: [(&str, &str); 34] = [
    (
        "a message shows the files that it has",
        "SELECT 'message ' || m.id || ': ' || m.files || ' for ' || COALESCE(a.number, 0) FROM messages m
         LEFT JOIN (SELECT message_id, COUNT(*) AS number FROM attachments GROUP BY message_id) a ON a.message_id = m.id
         WHERE LENGTH(m.files) - LENGTH(REPLACE(m.files, '\n', '')) <> COALESCE(a.number, 0)",
    ),
    (
        "a card is of a message that is there and says something, and its picture is the one that it names",
        "SELECT 'message ' || m.id || ': ' || m.card FROM messages m WHERE (m.card <> '' OR m.card_blob_id IS NOT NULL)
         AND (m.kind <> 'text' OR m.deleted_at IS NOT NULL OR m.poll <> '' OR m.card NOT LIKE
             CASE WHEN m.card_blob_id IS NULL THEN '{%\"picture\":null}' ELSE '{%\"blob\":' || m.card_blob_id || ',%}' END)",
    ),
    (
        "what is among the links of a chat says something, and what has a card or waits for one is among them",
        "SELECT 'message ' || m.id FROM messages m LEFT JOIN waiting_cards w ON w.message_id = m.id
         WHERE (m.linked AND (m.kind <> 'text' OR m.deleted_at IS NOT NULL)) OR (NOT m.linked AND (m.card <> '' OR w.url <> ''))",
    ),
    (
        "who waits for a card is there and has none",
        "SELECT 'message ' || m.id FROM waiting_cards w JOIN messages m ON m.id = w.message_id
         WHERE m.kind <> 'text' OR m.deleted_at IS NOT NULL OR m.card <> '' OR w.tries > 2",
    ),
    (
        "groups are as the tree says",
        "WITH RECURSIVE cover(chat_id, id, below) AS (
             SELECT l.chat_id, l.department_id, l.below FROM chat_departments l
             UNION SELECT c.chat_id, d.id, c.below FROM cover c JOIN departments d ON d.parent_id = c.id WHERE c.below),
         wanted(chat_id, user_id) AS (
             SELECT DISTINCT c.chat_id, u.id FROM cover c JOIN positions p ON p.department_id = c.id
             JOIN users u ON u.id = p.user_id WHERE u.state = 'active' AND u.role <> 'guest')
         SELECT 'chat ' || w.chat_id || ' lacks user ' || w.user_id FROM wanted w
         LEFT JOIN members m ON m.chat_id = w.chat_id AND m.user_id = w.user_id WHERE m.user_id IS NULL
         UNION ALL SELECT 'chat ' || m.chat_id || ' has user ' || m.user_id || ' by no department' FROM members m
         LEFT JOIN wanted w ON w.chat_id = m.chat_id AND w.user_id = m.user_id
         WHERE m.by_department AND w.user_id IS NULL",
    ),
    (
        "a chat's revision and last message are those of its messages, but for what went by itself",
        "SELECT 'chat ' || c.id || ': ' || c.revision || ' ' || c.last_message_id || ', of its messages '
             || COALESCE(m.revision, 0) || ' ' || COALESCE(m.id, 0) FROM chats c
         LEFT JOIN (SELECT chat_id, MAX(revision) AS revision, MAX(id) AS id FROM messages GROUP BY chat_id) m
             ON m.chat_id = c.id
         WHERE c.revision <> CASE WHEN c.purged_revision > COALESCE(m.revision, 0) THEN c.purged_revision ELSE COALESCE(m.revision, 0) END
             OR c.last_message_id < COALESCE(m.id, 0) OR (c.last_message_id > COALESCE(m.id, 0) AND c.purged_revision = 0)
             OR c.purged_revision > c.revision",
    ),
    (
        "no message has another revision than one that its chat has had",
        "SELECT 'message ' || m.id FROM messages m WHERE m.posted_revision > m.revision OR m.posted_revision < 1",
    ),
    (
        "a read mark is between the beginning and the last message, and so is what is hidden",
        "SELECT 'user ' || m.user_id || ' in chat ' || m.chat_id || ': ' || m.read_message_id || ' '
             || m.hidden_message_id || ' of ' || c.last_message_id FROM members m JOIN chats c ON c.id = m.chat_id
         WHERE m.read_message_id < 0 OR m.read_message_id > c.last_message_id
             OR m.hidden_message_id < -1 OR m.hidden_message_id > c.last_message_id",
    ),
    (
        "a poll counts those who voted",
        "SELECT 'poll ' || m.id || ': ' || m.poll FROM messages m
         LEFT JOIN (SELECT message_id, COUNT(*) AS voters FROM votes GROUP BY message_id) v ON v.message_id = m.id
         WHERE m.poll <> '' AND m.poll NOT LIKE '%\"voters\":' || COALESCE(v.voters, 0) || ',%'",
    ),
    (
        "votes are of polls, and for answers",
        "SELECT 'vote of user ' || v.user_id || ' in message ' || v.message_id FROM votes v
         JOIN messages m ON m.id = v.message_id WHERE m.poll = '' OR v.answers < 1 OR v.answers >= 4096",
    ),
    (
        "the structure has one root",
        "SELECT COUNT(*) || ' roots' FROM departments d WHERE d.parent_id IS NULL HAVING COUNT(*) <> 1",
    ),
    (
        "and no cycle: every department is below it",
        "WITH RECURSIVE below(id) AS (SELECT d.id FROM departments d WHERE d.parent_id IS NULL
             UNION SELECT d.id FROM below b JOIN departments d ON d.parent_id = b.id)
         SELECT 'department ' || d.id FROM departments d WHERE d.id NOT IN (SELECT b.id FROM below b)",
    ),
    (
        "who works here is in a department",
        "SELECT 'user ' || u.id FROM users u WHERE u.state = 'active' AND u.role <> 'guest'
             AND NOT EXISTS (SELECT 1 FROM positions p WHERE p.user_id = u.id)",
    ),
    (
        "guests, and who has left, are in none",
        "SELECT 'user ' || u.id || ' in department ' || p.department_id FROM positions p JOIN users u ON u.id = p.user_id
         WHERE u.state = 'dismissed' OR u.role = 'guest'",
    ),
    (
        "everybody who works here is in everybody's chat, and nobody else",
        "SELECT 'user ' || u.id FROM users u LEFT JOIN members m ON m.user_id = u.id
             AND m.chat_id = (SELECT c.id FROM chats c WHERE c.identity = 'general')
         WHERE (u.state = 'active' AND u.role <> 'guest') <> (m.user_id IS NOT NULL)",
    ),
    (
        "everybody has a chat for notes",
        "SELECT 'user ' || u.id FROM users u WHERE u.state = 'active' AND NOT EXISTS (SELECT 1 FROM chats c
             JOIN members m ON m.chat_id = c.id AND m.user_id = u.id WHERE c.identity = 'notes:' || u.id)",
    ),
    (
        "notes are of the one, and a direct chat is of the two, whom it is named after",
        "SELECT c.identity || ' has ' || COUNT(m.user_id) || ' members' FROM chats c LEFT JOIN members m ON m.chat_id = c.id
         WHERE c.kind IN ('notes', 'direct') GROUP BY c.id, c.kind, c.identity
         HAVING c.identity <> CASE c.kind WHEN 'notes' THEN 'notes:' || MIN(m.user_id)
             ELSE 'direct:' || MIN(m.user_id) || ':' || MAX(m.user_id) END
             OR COUNT(m.user_id) <> CASE c.kind WHEN 'notes' THEN 1 ELSE 2 END OR c.identity IS NULL",
    ),
    (
        "a group has one owner, or nobody and no department",
        "SELECT 'chat ' || c.id || ' has ' || (SELECT COUNT(*) FROM members m WHERE m.chat_id = c.id AND m.role = 'owner')
             || ' owners' FROM chats c WHERE c.kind = 'group'
             AND (SELECT COUNT(*) FROM members m WHERE m.chat_id = c.id AND m.role = 'owner')
             <> CASE WHEN EXISTS (SELECT 1 FROM members m WHERE m.chat_id = c.id)
                 OR EXISTS (SELECT 1 FROM chat_departments l WHERE l.chat_id = c.id) THEN 1 ELSE 0 END",
    ),
    (
        "only who is active is in a group",
        "SELECT 'user ' || m.user_id || ' in chat ' || m.chat_id FROM members m JOIN chats c ON c.id = m.chat_id
         JOIN users u ON u.id = m.user_id WHERE c.kind = 'group' AND u.state <> 'active'",
    ),
    (
        "who has left has nothing left, and is nobody's substitute",
        "SELECT 'user ' || u.id FROM users u WHERE u.state = 'dismissed' AND (u.password_hash <> ''
             OR u.role = 'administrator' OR u.substitute_id IS NOT NULL
             OR EXISTS (SELECT 1 FROM reset_links r WHERE r.user_id = u.id)
             OR EXISTS (SELECT 1 FROM users s WHERE s.substitute_id = u.id))",
    ),
    (
        "a program is an author and nobody",
        "SELECT 'user ' || u.id FROM users u WHERE u.state = 'integration' AND (u.password_hash <> '' OR u.sought <> ''
             OR EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id) OR EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id)
             OR EXISTS (SELECT 1 FROM positions p WHERE p.user_id = u.id)
             OR 1 <> (SELECT COUNT(*) FROM hooks h WHERE h.author_id = u.id))",
    ),
    (
        "somebody looks after the company",
        "SELECT 'nobody' FROM company c WHERE NOT EXISTS (SELECT 1 FROM users u
             WHERE u.role = 'administrator' AND u.state = 'active')",
    ),
    (
        "a search looks in what people are called now",
        "SELECT 'user ' || u.id || ' is sought as ' || u.sought FROM users u
         WHERE u.sought NOT LIKE u.name_folded || ' ' || u.email_folded || '%' AND u.state <> 'integration'",
    ),
    (
        "the log says once how everybody but the founder came",
        "SELECT 'user ' || u.id FROM users u WHERE u.id > (SELECT MIN(f.id) FROM users f) AND u.state <> 'integration' AND 1 <> (SELECT COUNT(*)
             FROM audit a WHERE a.subject = 'user' AND a.subject_id = u.id AND a.act IN ('user-joined', 'user-made'))",
    ),
    (
        "people have left, or not, as the log says",
        "SELECT 'user ' || u.id || ' is ' || u.state || ', the log says ' || a.act FROM users u
         JOIN audit a ON a.id = (SELECT MAX(l.id) FROM audit l WHERE l.subject = 'user' AND l.subject_id = u.id
             AND l.act IN ('user-joined', 'user-made', 'user-approved', 'user-dismissed', 'user-rehired'))
         WHERE (u.state = 'dismissed') <> (a.act = 'user-dismissed')",
    ),
    (
        "people are what the log says that they came to be",
        "SELECT 'user ' || u.id || ' is ' || u.role || ', the log says ' || a.detail FROM users u
         JOIN audit a ON a.id = (SELECT MAX(l.id) FROM audit l WHERE l.subject = 'user' AND l.subject_id = u.id
             AND l.act IN ('role-changed', 'user-dismissed'))
         WHERE a.act = 'role-changed' AND a.detail NOT LIKE '%→ ' || u.role",
    ),
    (
        "the log says once of each department that it was made",
        "SELECT 'department ' || d.id FROM departments d WHERE d.parent_id IS NOT NULL AND 1 <> (SELECT COUNT(*)
             FROM audit a WHERE a.subject = 'department' AND a.subject_id = d.id AND a.act = 'department-made')",
    ),
    (
        "and once of each that is not there that it was removed, and of no other",
        "SELECT 'department ' || a.subject_id FROM audit a LEFT JOIN departments d ON d.id = a.subject_id
         WHERE a.act = 'department-made' AND (SELECT COUNT(*) FROM audit r WHERE r.subject = 'department'
             AND r.subject_id = a.subject_id AND r.act = 'department-removed') <> CASE WHEN d.id IS NULL THEN 1 ELSE 0 END",
    ),
    (
        "the log says of each invitation that it was made, and of each that was withdrawn that it was",
        "SELECT 'invitation ' || i.id FROM invitations i WHERE 1 <> (SELECT COUNT(*) FROM audit a
             WHERE a.subject = 'invitation' AND a.subject_id = i.id AND a.act = 'invitation-made')
             OR CASE WHEN i.revoked_at IS NULL THEN 0 ELSE 1 END <> (SELECT COUNT(*) FROM audit a
             WHERE a.subject = 'invitation' AND a.subject_id = i.id AND a.act = 'invitation-revoked')",
    ),
    (
        "as many have joined as invitations were used",
        "SELECT 'used ' || i.used || ', joined ' || a.joined
         FROM (SELECT COALESCE(SUM(uses_made), 0) AS used, COUNT(CASE WHEN uses_made > uses_allowed THEN 1 END) AS beyond
             FROM invitations) i
         CROSS JOIN (SELECT COUNT(*) AS joined FROM audit WHERE act = 'user-joined') a
         WHERE i.used <> a.joined OR i.beyond > 0",
    ),
    (
        "administrators are asked about whoever waits to be let in, and about nobody else",
        "SELECT 'user ' || u.id || ' waits' FROM users u WHERE u.state = 'pending' AND 1 <> (SELECT COUNT(*)
             FROM notifications n WHERE n.kind = 'asks-to-join' AND n.subject_id = u.id AND n.owner_id = 0 AND n.waits)
         UNION ALL SELECT 'notification ' || n.id || ' waits' FROM notifications n LEFT JOIN users u ON u.id = n.subject_id
         WHERE n.kind = 'asks-to-join' AND n.waits AND (u.id IS NULL OR u.state <> 'pending')",
    ),
    (
        "what waits has no answer, and of an answer it is known when it was given",
        "SELECT 'notification ' || n.id FROM notifications n WHERE (n.waits AND n.answer <> '')
             OR (n.answer <> '' AND n.answered_at IS NULL)",
    ),
    (
        "only who is in a chat is told of its messages",
        "SELECT 'notification ' || n.id FROM notifications n LEFT JOIN members m ON m.chat_id = n.chat_id AND m.user_id = n.owner_id
         WHERE n.chat_id IS NOT NULL AND n.owner_id > 0 AND m.user_id IS NULL",
    ),
    (
        "of one owner and one subject there is one notification",
        "SELECT n.tag || ' of ' || n.owner_id FROM notifications n GROUP BY n.tag, n.owner_id HAVING COUNT(*) > 1",
    ),
];

/// What SQLite looks for by itself; PostgreSQL lets none of it happen.
const SQLITE: [(&str, &str); 2] = [
    ("every row names what is there", "SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check"),
    ("the file is whole", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
];

impl House {
    /// What must not be and is, in a house whose people all came by invitations. The server may run, and work.
    pub async fn broken_rules(&self) -> Vec<String> {
        let mut rules = RULES.to_vec();
        if self.database() == Database::Sqlite {
            rules.extend(SQLITE);
        }
        let statements: Vec<String> = rules.iter().map(|(_, statement)| (*statement).to_owned()).collect();
        let found = self.texts(&statements).await;
        let broken = rules.iter().zip(found).filter(|(_, found)| !found.is_empty());
        broken.map(|((rule, _), found)| format!("{rule}: {}", found.join("; "))).collect()
    }

    /// All is as it must be.
    pub async fn audit(&self) {
        let broken = self.broken_rules().await;
        assert!(broken.is_empty(), "not so:\n{}", broken.join("\n"));
    }
}
