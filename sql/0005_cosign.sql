-- SPDX-License-Identifier: EUPL-1.2
-- The counting committee's keys and cosignatures, and what members say they had
-- meant.

CREATE TABLE cosigner (                     -- the last line says what is asked
    assembly_id INTEGER NOT NULL REFERENCES assembly (id),
    n           INTEGER NOT NULL,           -- journal number
    name        TEXT NOT NULL,
    key         TEXT NOT NULL,              -- Ed25519, hex
    needed      INTEGER NOT NULL CHECK (needed >= 0),
    by          TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (assembly_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (                  -- of one name, with rising sizes
    assembly_id INTEGER NOT NULL REFERENCES assembly (id),
    n           INTEGER NOT NULL,           -- journal number
    cosigner    TEXT NOT NULL,
    size        INTEGER NOT NULL CHECK (size > 0), -- of the checkpoint
    note        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (assembly_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX cosignature_size ON cosignature (assembly_id, size, cosigner);
CREATE INDEX cosignature_cosigner ON cosignature (assembly_id, cosigner, size);

CREATE TABLE correction (                   -- the last per member stands
    round_id INTEGER NOT NULL REFERENCES round (id),
    n        INTEGER NOT NULL,              -- journal number
    code     TEXT NOT NULL,
    meant    TEXT NOT NULL,
    role     TEXT NOT NULL,
    by       TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (round_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_code ON correction (round_id, code, n);

ALTER TABLE move ADD COLUMN cosignature INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER cosigner_no_update BEFORE UPDATE ON cosigner
BEGIN SELECT RAISE(ABORT, 'cosigner: append-only'); END;
CREATE TRIGGER cosigner_no_delete BEFORE DELETE ON cosigner
BEGIN SELECT RAISE(ABORT, 'cosigner: append-only'); END;
CREATE TRIGGER cosignature_no_update BEFORE UPDATE ON cosignature
BEGIN SELECT RAISE(ABORT, 'cosignature: append-only'); END;
CREATE TRIGGER cosignature_no_delete BEFORE DELETE ON cosignature
BEGIN SELECT RAISE(ABORT, 'cosignature: append-only'); END;
CREATE TRIGGER correction_no_update BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'correction: append-only'); END;
CREATE TRIGGER correction_no_delete BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'correction: append-only'); END;
