-- Labels of sessions whose time is over are removed, and with them the ids of people they acted for.
GRANT DELETE ON session_labels, session_clears TO countersign_worker;
