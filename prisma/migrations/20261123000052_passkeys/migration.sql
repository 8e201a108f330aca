-- Passkeys by which people sign in. They belong to a person across organizations, as sign-in sessions do.
CREATE TABLE passkeys (
  id TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "credentialId" TEXT NOT NULL,
  "publicKey" BYTEA NOT NULL,
  counter BIGINT NOT NULL,
  transports TEXT[] NOT NULL,
  name TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "lastUsedAt" TIMESTAMPTZ(6),
  CONSTRAINT passkeys_pkey PRIMARY KEY (id),
  CONSTRAINT passkeys_sizes_check CHECK (length("credentialId") <= 1400 AND length("publicKey") <= 4096 AND counter >= 0)
);
CREATE UNIQUE INDEX "passkeys_credentialId_key" ON passkeys ("credentialId");
CREATE INDEX "passkeys_userId_idx" ON passkeys ("userId");
ALTER TABLE passkeys ADD CONSTRAINT "passkeys_userId_fkey"
  FOREIGN KEY ("userId") REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE;
GRANT SELECT, INSERT, DELETE ON passkeys TO countersign_app;
GRANT UPDATE (counter, "lastUsedAt") ON passkeys TO countersign_app;

-- What a browser was asked to sign: one question of a browser or session at a time, and one answer to it.
CREATE TABLE passkey_challenges (
  "askedOf" TEXT NOT NULL,
  challenge TEXT NOT NULL,
  "expiresAt" TIMESTAMPTZ(6) NOT NULL,
  CONSTRAINT passkey_challenges_pkey PRIMARY KEY ("askedOf")
);
CREATE INDEX "passkey_challenges_expiresAt_idx" ON passkey_challenges ("expiresAt");
GRANT SELECT, INSERT, DELETE ON passkey_challenges TO countersign_app;
GRANT UPDATE (challenge, "expiresAt") ON passkey_challenges TO countersign_app;
GRANT SELECT, DELETE ON passkey_challenges TO countersign_worker;
