-- A device may show what is asked and decide from the notification, where its person switched that on. A browser may
-- sign up anew by itself, under another address.
ALTER TABLE push_subscriptions ADD COLUMN decides BOOLEAN NOT NULL DEFAULT false;
GRANT UPDATE (decides, endpoint) ON push_subscriptions TO countersign_app;
