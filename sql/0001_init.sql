-- SPDX-License-Identifier: EUPL-1.2
-- The first schema.  Everything but `credential` is a fold of the journal:
-- `stembus verify` rebuilds these tables from it and compares row by row.

-- The register ---------------------------------------------------------------

CREATE TABLE member (
    code        TEXT NOT NULL,
    valid_from  TEXT NOT NULL,              -- '' for always
    kind        TEXT NOT NULL CHECK (kind IN ('municipality', 'region')),
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    valid_until TEXT NOT NULL               -- exclusive, '' for no end
                CHECK (valid_until = '' OR valid_until > valid_from),
    PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE figure (                       -- inhabitants on a reference date
    code           TEXT NOT NULL,
    reference_date TEXT NOT NULL,
    inhabitants    INTEGER NOT NULL CHECK (inhabitants BETWEEN 0 AND 100000000),
    source         TEXT NOT NULL,
    PRIMARY KEY (code, reference_date)
) STRICT, WITHOUT ROWID;

-- The assembly ---------------------------------------------------------------

CREATE TABLE assembly (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('alv', 'balv', 'consultation')),
    title      TEXT NOT NULL,
    date       TEXT NOT NULL,
    place      TEXT NOT NULL,
    rules      TEXT NOT NULL,               -- the weight rules, JSON
    state      TEXT NOT NULL
               CHECK (state IN ('draft', 'convened', 'opened', 'ended')),
    seal       TEXT NOT NULL,               -- of the roll, '' in draft
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE roll_entry (
    assembly_id    INTEGER NOT NULL REFERENCES assembly (id),
    code           TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('municipality', 'region')),
    name           TEXT NOT NULL,
    inhabitants    INTEGER NOT NULL,
    reference_date TEXT NOT NULL,
    weight         INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 1000000),
    PRIMARY KEY (assembly_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE attendance (                   -- every check-in and check-out
    assembly_id INTEGER NOT NULL,
    code        TEXT NOT NULL,
    n           INTEGER NOT NULL,           -- journal number; the last counts
    present     INTEGER NOT NULL CHECK (present IN (0, 1)),
    at          INTEGER NOT NULL,
    PRIMARY KEY (assembly_id, code, n),
    FOREIGN KEY (assembly_id, code) REFERENCES roll_entry (assembly_id, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE assignment (                   -- a handset casts for a member
    assembly_id INTEGER NOT NULL,
    number      INTEGER NOT NULL,           -- counts up from 1
    serial      TEXT NOT NULL,
    code        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('assigned', 'revoked', 'ended')),
    assigned_at INTEGER NOT NULL,
    PRIMARY KEY (assembly_id, number),
    FOREIGN KEY (assembly_id, code) REFERENCES roll_entry (assembly_id, code)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignment_serial ON assignment (assembly_id, serial)
    WHERE state = 'assigned';
CREATE UNIQUE INDEX assignment_member ON assignment (assembly_id, code)
    WHERE state = 'assigned';

-- The agenda -----------------------------------------------------------------

CREATE TABLE motion (
    id           INTEGER PRIMARY KEY,
    assembly_id  INTEGER NOT NULL REFERENCES assembly (id),
    number       TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('proposal', 'motion',
                 'amendment', 'advice', 'appointment', 'minutes', 'practice')),
    title        TEXT NOT NULL,
    text         TEXT NOT NULL,
    board_advice TEXT NOT NULL CHECK (board_advice IN ('none', 'adopt',
                 'take-over', 'advise-against', 'hold')),
    amends       INTEGER REFERENCES motion (id),
    state        TEXT NOT NULL
                 CHECK (state IN ('pending', 'voting', 'decided')),
    outcome      TEXT NOT NULL CHECK (outcome IN ('none', 'adopted', 'rejected',
                 'adopted-as-amended', 'acclamation', 'taken-over', 'held',
                 'withdrawn', 'lapsed', 'noted'))
) STRICT;
CREATE INDEX motion_assembly ON motion (assembly_id, id);
CREATE INDEX motion_amends ON motion (amends) WHERE amends IS NOT NULL;

CREATE TABLE mover (
    motion_id INTEGER NOT NULL REFERENCES motion (id),
    position  INTEGER NOT NULL,
    code      TEXT NOT NULL,
    PRIMARY KEY (motion_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE round (
    id          INTEGER PRIMARY KEY,
    assembly_id INTEGER NOT NULL REFERENCES assembly (id),
    motion_id   INTEGER NOT NULL REFERENCES motion (id),
    state       TEXT NOT NULL CHECK (state IN ('prepared', 'open', 'closed',
                'declared', 'certified', 'published', 'annulled')),
    terms       TEXT NOT NULL               -- fixed when prepared, JSON
) STRICT;
CREATE UNIQUE INDEX round_one_open ON round (assembly_id) WHERE state = 'open';
CREATE INDEX round_assembly ON round (assembly_id, id);
CREATE INDEX round_motion ON round (motion_id, id);

CREATE TABLE move (                         -- what happened to a round
    round_id  INTEGER NOT NULL REFERENCES round (id),
    n         INTEGER NOT NULL,             -- journal number
    kind      TEXT NOT NULL CHECK (kind IN ('open', 'extended', 'closed',
              'declared', 'certified', 'published', 'annulment', 'annulled')),
    at        INTEGER NOT NULL,
    role      TEXT NOT NULL,
    by        TEXT NOT NULL,
    reason    TEXT NOT NULL,
    closes_at INTEGER NOT NULL,             -- open, extended; 0 for by hand
    PRIMARY KEY (round_id, n)
) STRICT, WITHOUT ROWID;

-- The votes ------------------------------------------------------------------

CREATE TABLE ballot (                       -- the last per member stands
    round_id    INTEGER NOT NULL REFERENCES round (id),
    n           INTEGER NOT NULL,           -- journal number
    code        TEXT NOT NULL,
    assignment  INTEGER NOT NULL,
    sequence    INTEGER NOT NULL CHECK (sequence >= 1),
    weight      INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 1000000),
    choice      TEXT NOT NULL,
    serial      TEXT NOT NULL,
    auth        TEXT NOT NULL CHECK (auth IN ('token', 'gateway')),
    replaces    INTEGER NOT NULL,           -- the member's former one, or -1
    received_at INTEGER NOT NULL,
    PRIMARY KEY (round_id, n)               -- in order of arrival: a batch of
                                            -- ballots touches few pages
) STRICT, WITHOUT ROWID;

CREATE TABLE press (                        -- presses that are no ballots
    assembly_id INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    late        INTEGER NOT NULL CHECK (late IN (0, 1)),
    round_id    INTEGER NOT NULL,
    code        TEXT NOT NULL,
    serial      TEXT NOT NULL,
    assignment  INTEGER NOT NULL,           -- 0: an unknown handset
    choice      TEXT NOT NULL,
    sequence    INTEGER NOT NULL,
    auth        TEXT NOT NULL CHECK (auth IN ('token', 'gateway')),
    reason      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (assembly_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
    round_id INTEGER PRIMARY KEY REFERENCES round (id),
    outcome  TEXT NOT NULL CHECK (outcome IN ('adopted', 'rejected',
             'no-quorum', 'no-majority')),
    text     TEXT NOT NULL                  -- the result object, JSON
) STRICT;

-- The record -----------------------------------------------------------------

CREATE TABLE journal (                      -- 0: register; else an assembly's
    assembly_id INTEGER NOT NULL,
    n           INTEGER NOT NULL CHECK (n >= 0),
    prev        INTEGER CHECK (prev IS nullif(n - 1, -1)), -- n - 1: no gaps
    line        TEXT NOT NULL,
    hash        BLOB NOT NULL CHECK (length(hash) = 32), -- RFC 6962 leaf
    PRIMARY KEY (assembly_id, n),
    FOREIGN KEY (assembly_id, prev) REFERENCES journal (assembly_id, n)
) STRICT, WITHOUT ROWID;

-- Secrets of this server, not part of the record -----------------------------

CREATE TABLE credential (
    id          INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- BLAKE2b
    role        TEXT NOT NULL CHECK (role IN ('operator', 'chair', 'committee',
                'display', 'gateway', 'handset')),
    name        TEXT NOT NULL,
    assembly_id INTEGER NOT NULL,           -- handset: 0 for the other roles
    assignment  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    revoked     INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT;

-- Append-only tables (store/db.c denies these statements as well) ------------

CREATE TRIGGER roll_entry_no_update BEFORE UPDATE ON roll_entry
BEGIN SELECT RAISE(ABORT, 'roll_entry: append-only'); END;
CREATE TRIGGER roll_entry_no_delete BEFORE DELETE ON roll_entry
BEGIN SELECT RAISE(ABORT, 'roll_entry: append-only'); END;
CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance
BEGIN SELECT RAISE(ABORT, 'attendance: append-only'); END;
CREATE TRIGGER attendance_no_delete BEFORE DELETE ON attendance
BEGIN SELECT RAISE(ABORT, 'attendance: append-only'); END;
CREATE TRIGGER move_no_update BEFORE UPDATE ON move
BEGIN SELECT RAISE(ABORT, 'move: append-only'); END;
CREATE TRIGGER move_no_delete BEFORE DELETE ON move
BEGIN SELECT RAISE(ABORT, 'move: append-only'); END;
CREATE TRIGGER ballot_no_update BEFORE UPDATE ON ballot
BEGIN SELECT RAISE(ABORT, 'ballot: append-only'); END;
CREATE TRIGGER ballot_no_delete BEFORE DELETE ON ballot
BEGIN SELECT RAISE(ABORT, 'ballot: append-only'); END;
CREATE TRIGGER press_no_update BEFORE UPDATE ON press
BEGIN SELECT RAISE(ABORT, 'press: append-only'); END;
CREATE TRIGGER press_no_delete BEFORE DELETE ON press
BEGIN SELECT RAISE(ABORT, 'press: append-only'); END;
CREATE TRIGGER result_no_update BEFORE UPDATE ON result
BEGIN SELECT RAISE(ABORT, 'result: append-only'); END;
CREATE TRIGGER result_no_delete BEFORE DELETE ON result
BEGIN SELECT RAISE(ABORT, 'result: append-only'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal: append-only'); END;
