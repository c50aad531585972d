-- A notification whose state is `letter` is in no centre: its owner wants none of its kind on the site, and letters of them.
CREATE INDEX notifications_letter ON notifications (owner_id, id) WHERE state = 'letter';
