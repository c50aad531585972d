-- A notification whose state is `letter` is in no centre: its owner wants none of its kind on the site, and letters of them.
CREATE INDEX notifications_letter ON notifications (owner_id, id) WHERE state = 'letter';
-- Whether letters are signed with the key that there is: not before its record stands in the name service.
ALTER TABLE mail_server ADD COLUMN dkim_signs BOOLEAN NOT NULL DEFAULT TRUE;
