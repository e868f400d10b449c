-- SPDX-License-Identifier: EUPL-1.2
-- The Merkle tree over each journal (RFC 6962): the hashes of the whole
-- subtrees of 64 lines and more.  The smaller ones are computed when they are
-- asked for, from the hashes of the lines.

CREATE TABLE tree_node (
    assembly_id INTEGER NOT NULL,
    level       INTEGER NOT NULL CHECK (level BETWEEN 6 AND 62),
    position    INTEGER NOT NULL CHECK (position >= 0), -- in its level
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (assembly_id, level, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tree_node_no_update BEFORE UPDATE ON tree_node
BEGIN SELECT RAISE(ABORT, 'tree_node: append-only'); END;
CREATE TRIGGER tree_node_no_delete BEFORE DELETE ON tree_node
BEGIN SELECT RAISE(ABORT, 'tree_node: append-only'); END;
