-- When a letter of notifications was last made. None: none since what it held was taken back.
ALTER TABLE notification_preferences ADD COLUMN noticed_at BIGINT;
