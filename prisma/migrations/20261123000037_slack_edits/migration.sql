-- Approvers change calls from Slack too, which the worker hears of.
GRANT INSERT ON approval_revisions TO countersign_worker;
