-- Who may do what in the company.
ALTER TABLE company ADD COLUMN posting TEXT NOT NULL DEFAULT 'everybody';
ALTER TABLE company ADD COLUMN inviting TEXT NOT NULL DEFAULT 'administrators';
ALTER TABLE company ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;

-- invited (has no password yet), pending (waits for approval), active, dismissed.
ALTER TABLE users ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE users ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0;
-- Of a dismissed person: the path of the main department at that time.
ALTER TABLE users ADD COLUMN former TEXT NOT NULL DEFAULT '';
-- MM-DD: the year is nobody's business.
ALTER TABLE users ADD COLUMN birthday TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN inner_number TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN desk_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN mobile_phone TEXT NOT NULL DEFAULT '';
-- Folded: name, e-mail, phones, titles, departments. A search looks here.
ALTER TABLE users ADD COLUMN sought TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN seen_at BIGINT;
ALTER TABLE users ADD COLUMN seen_hidden BOOLEAN NOT NULL DEFAULT FALSE;
-- Do not disturb until.
ALTER TABLE users ADD COLUMN quiet_until BIGINT;
ALTER TABLE users ADD COLUMN leave_from BIGINT;
ALTER TABLE users ADD COLUMN leave_until BIGINT;
ALTER TABLE users ADD COLUMN substitute_id BIGINT REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX users_state ON users (state, name_folded, id);
CREATE INDEX users_quiet ON users (quiet_until) WHERE quiet_until IS NOT NULL;
CREATE INDEX users_leave ON users (leave_until) WHERE leave_until IS NOT NULL;
UPDATE users SET sought = name_folded || ' ' || email_folded;

-- The company structure. The root is the company; its name is the company's and stands there.
CREATE TABLE departments (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id BIGINT REFERENCES departments (id),
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    -- Its place among its siblings.
    sort_order BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX departments_parent ON departments (parent_id, sort_order, id);
CREATE UNIQUE INDEX departments_name ON departments (parent_id, name_folded);
CREATE UNIQUE INDEX departments_root ON departments (COALESCE(parent_id, 0)) WHERE parent_id IS NULL;

-- A user in a department. Every employee has one at least, a guest none.
CREATE TABLE positions (
    department_id BIGINT NOT NULL REFERENCES departments (id),
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- 0 head, 1 deputy, 2 employee: lists are in this order.
    standing BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT COLLATE "C" NOT NULL,
    -- Its place among the user's: the first is the main one.
    sort_order BIGINT NOT NULL,
    PRIMARY KEY (department_id, user_id)
);
CREATE INDEX positions_user ON positions (user_id, sort_order);
CREATE UNIQUE INDEX positions_head ON positions (department_id) WHERE standing = 0;

INSERT INTO departments (parent_id, name, name_folded, sort_order, created_at)
    SELECT NULL, '', '', 0, created_at FROM company;
INSERT INTO positions (department_id, user_id, standing, title, title_folded, sort_order)
    SELECT d.id, u.id, 2, '', '', 0 FROM users u, departments d;

-- A department as member of a group.
CREATE TABLE chat_departments (
    chat_id BIGINT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    department_id BIGINT NOT NULL REFERENCES departments (id) ON DELETE CASCADE,
    -- With the people of the departments below.
    below BOOLEAN NOT NULL,
    PRIMARY KEY (chat_id, department_id)
);
CREATE INDEX chat_departments_department ON chat_departments (department_id);
-- A member by a department leaves with it; one who was added stays.
ALTER TABLE members ADD COLUMN by_department BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX members_owner ON members (chat_id) WHERE role = 'owner';

ALTER TABLE invitations ADD COLUMN department_id BIGINT REFERENCES departments (id) ON DELETE SET NULL;
ALTER TABLE invitations ADD COLUMN role TEXT NOT NULL DEFAULT 'employee';
ALTER TABLE invitations ADD COLUMN approval BOOLEAN NOT NULL DEFAULT FALSE;
-- Domains of e-mail addresses that may join, apart by spaces; empty: all.
ALTER TABLE invitations ADD COLUMN domains TEXT NOT NULL DEFAULT '';
-- The one address that it is for; empty: anybody's.
ALTER TABLE invitations ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- Who did what to whom. Rows are only ever added.
CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    -- None: the command line, or nobody who is signed in.
    actor_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    -- What it was done to: user, department, invitation, chat, company; its id and its name at that time.
    subject TEXT NOT NULL,
    subject_id BIGINT,
    subject_name TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_act ON audit (act, id);
CREATE INDEX audit_subject ON audit (subject, subject_id, id);

CREATE TABLE second_factors (
    user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- None: it is being set up and not asked for yet.
    confirmed_at BIGINT,
    -- The time step of the last code that was used: a code is good once.
    last_step BIGINT NOT NULL
);
CREATE TABLE recovery_codes (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    code_hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (user_id, code_hash)
);
-- Between the password and the code.
CREATE TABLE sign_ins (
    token_hash BYTEA PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kept BOOLEAN NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX sign_ins_created ON sign_ins (created_at);
-- When the password was last typed in the session.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;

-- A list of people that was uploaded: looked at first, then taken in.
CREATE TABLE imports (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    file_name TEXT NOT NULL,
    source TEXT NOT NULL,
    make_departments BOOLEAN NOT NULL,
    -- checked, running, done.
    state TEXT NOT NULL,
    -- Rows below the header, and how many of them were gone through.
    row_count BIGINT NOT NULL,
    row_done BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    moved_at BIGINT NOT NULL
);
-- What became of a row.
CREATE TABLE import_rows (
    import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row_number BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    email TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (import_id, row_number)
);
CREATE INDEX import_rows_outcome ON import_rows (import_id, outcome, row_number);
