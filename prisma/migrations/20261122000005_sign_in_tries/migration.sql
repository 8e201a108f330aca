-- Only failures count towards the bound on sign-ins, so a try that turned out right is taken back.
GRANT DELETE ON sign_in_attempts TO countersign_app;
