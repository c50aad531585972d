-- The key of the form that made an invitation, so that sending it twice makes none again; empty: it had none.
ALTER TABLE invitations ADD COLUMN form_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX invitations_form ON invitations (made_by, form_key, email) WHERE form_key <> '';
