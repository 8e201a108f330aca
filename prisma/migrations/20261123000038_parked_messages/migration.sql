-- Messages that a channel refused are listed for the whole organization, newest first.
CREATE INDEX deliveries_parked_idx ON deliveries ("organizationId", id) WHERE state = 'parked';
