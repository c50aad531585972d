-- A notification whose state is `mail-only` is in no centre: its owner wants none of its kind on the site, and letters of them.
CREATE INDEX notifications_mail_only ON notifications (owner_id, id) WHERE state = 'mail-only';
-- Whether letters are signed with the key that there is: not before its record stands in the name service.
ALTER TABLE mail_server ADD COLUMN dkim_signs BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE mail_server SET dkim_signs = TRUE WHERE dkim_domain <> '';
