-- Where unqualified names in the SQL sent to a connection are looked up, as whoever set up the database knows it.
ALTER TABLE connections
  ADD COLUMN "defaultSchema" TEXT,
  ADD CONSTRAINT "connections_defaultSchema_check" CHECK (octet_length("defaultSchema") BETWEEN 1 AND 63);
GRANT UPDATE ("defaultSchema") ON connections TO countersign_app, countersign_worker;
