CREATE TABLE company (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    country TEXT NOT NULL,
    -- Changes when a backup is restored: revisions of another epoch mean nothing here.
    epoch TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    -- In the order of its characters, as SQLite has it, whatever the database's collation.
    name_folded TEXT COLLATE "C" NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    hue BIGINT NOT NULL,
    picture TEXT,
    language TEXT,
    time_zone TEXT,
    theme TEXT NOT NULL,
    density TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When what others see of the person changed last: open pages are told what changed since they were made.
    changed_at BIGINT NOT NULL
);
CREATE INDEX users_changed ON users (changed_at);
CREATE INDEX users_name ON users (name_folded, id);

CREATE TABLE sessions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    kept BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, used_at);

CREATE TABLE reset_links (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_hash BYTEA NOT NULL UNIQUE,
    made_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX reset_links_user ON reset_links (user_id);

CREATE TABLE invitations (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    made_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    uses_allowed BIGINT NOT NULL,
    uses_made BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
