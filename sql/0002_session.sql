-- SPDX-License-Identifier: EUPL-1.2
-- Sessions of browsers and the codes to sign in with.  Like `credential` these
-- are secrets of this server and no part of the record; only hashes are kept.

CREATE TABLE session (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32), -- BLAKE2b
    credential INTEGER NOT NULL REFERENCES credential (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > created_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_credential ON session (credential, created_at);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE sign_in_code (                 -- at most one per credential
    credential INTEGER PRIMARY KEY REFERENCES credential (id),
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- BLAKE2b, with
                                            -- a key that is not in the store
    created_at INTEGER NOT NULL
) STRICT;

-- From an assignment to the credential that its handset got.
CREATE INDEX credential_assignment ON credential (assembly_id, assignment)
    WHERE role = 'handset';
