-- The log is read by when, and of one person, or one act, by when.
DROP INDEX audit_actor;
DROP INDEX audit_act;
DROP INDEX audit_subject;
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_actor ON audit (actor_id, at, id);
CREATE INDEX audit_act ON audit (act, at, id);
CREATE INDEX audit_subject ON audit (subject, subject_id, at, id);

-- Who is quiet or on leave is read once, at the start.
DROP INDEX users_quiet;
DROP INDEX users_leave;
-- Who is dismissed is nobody's substitute any more.
CREATE INDEX users_substitute ON users (substitute_id) WHERE substitute_id IS NOT NULL;
