-- SPDX-License-Identifier: EUPL-1.2
-- What the projector of an assembly shows.  Like `credential` it is no record:
-- it is not in the journal, decides nothing, and only the latest counts.

CREATE TABLE screen (
    assembly_id INTEGER PRIMARY KEY REFERENCES assembly (id),
    show        TEXT NOT NULL
                CHECK (show IN ('pause', 'subject', 'round', 'roll-call')),
    motion_id   INTEGER REFERENCES motion (id),
    CHECK ((show = 'subject') = (motion_id IS NOT NULL))
) STRICT;
