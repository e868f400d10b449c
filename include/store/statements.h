/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_STATEMENTS_H
#define STORE_STATEMENTS_H

/* statements: every SQL statement of stembus, and there are no others.
 *
 * A row is name, kinds of the parameters (i integer, t text, b blob), number
 * of columns, whether a full scan is meant, and the SQL.  All are prepared when
 * a store is opened, so a mistake stops the start and not the meeting; a test
 * asks SQLite for the plan of each and fails on a scan that is not meant.
 */
#define SCAN_OK 1
#define SEARCH 0

#define STATEMENT_LIST(X)                                                      \
    /* transactions */                                                         \
    X(TX_BEGIN, "", 0, SEARCH, "BEGIN IMMEDIATE")                              \
    X(TX_BEGIN_READ, "", 0, SEARCH, "BEGIN")                                   \
    X(TX_COMMIT, "", 0, SEARCH, "COMMIT")                                      \
    /* register */                                                             \
    X(MEMBER_PUT, "ttttt", 0, SEARCH,                                          \
      "INSERT INTO member (code, valid_from, kind, name, valid_until) "        \
      "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (code, valid_from) DO UPDATE "  \
      "SET kind = ?3, name = ?4, valid_until = ?5")                            \
    X(MEMBER_PERIODS, "t", 5, SEARCH,                                          \
      "SELECT code, valid_from, kind, name, valid_until FROM member "          \
      "WHERE code = ?1 ORDER BY valid_from")                                   \
    X(FIGURE_PUT, "ttit", 0, SEARCH,                                           \
      "INSERT INTO figure (code, reference_date, inhabitants, source) "        \
      "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (code, reference_date) DO UPDATE "  \
      "SET inhabitants = ?3, source = ?4")                                     \
    X(FIGURES_OF, "t", 4, SEARCH,                                              \
      "SELECT code, reference_date, inhabitants, source FROM figure "          \
      "WHERE code = ?1 ORDER BY reference_date")                               \
    X(REGISTER_ON, "tii", 8, SCAN_OK,                                          \
      "SELECT m.code, m.valid_from, m.kind, m.name, m.valid_until, "           \
      "ifnull(f.reference_date, ''), ifnull(f.inhabitants, -1), "              \
      "ifnull(f.source, '') "                                                  \
      "FROM member m LEFT JOIN figure f ON f.code = m.code AND "               \
      "f.reference_date = (SELECT max(g.reference_date) FROM figure g "        \
      "WHERE g.code = m.code AND g.reference_date <= ?1) "                     \
      "WHERE m.valid_from <= ?1 AND (m.valid_until = '' OR "                   \
      "m.valid_until > ?1) ORDER BY m.code LIMIT ?2 OFFSET ?3")                \
    /* assemblies */                                                           \
    X(ASSEMBLY_INSERT, "ittttti", 0, SEARCH,                                   \
      "INSERT INTO assembly (id, kind, title, date, place, rules, state, "     \
      "seal, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'draft', '', ?7)")    \
    X(ASSEMBLY_NEXT_ID, "", 1, SEARCH,                                         \
      "SELECT ifnull(max(id), 0) + 1 FROM assembly")                           \
    X(ASSEMBLY_MOVE, "itt", 0, SEARCH,                                         \
      "UPDATE assembly SET state = ?2, seal = ?3 WHERE id = ?1")               \
    X(ASSEMBLY_GET, "i", 9, SEARCH,                                            \
      "SELECT id, kind, title, date, place, rules, state, seal, created_at "   \
      "FROM assembly WHERE id = ?1")                                           \
    X(ASSEMBLIES, "ii", 9, SCAN_OK,                                            \
      "SELECT id, kind, title, date, place, rules, state, seal, created_at "   \
      "FROM assembly ORDER BY id LIMIT ?1 OFFSET ?2")                          \
    X(ASSEMBLIES_NEWEST, "", 9, SCAN_OK,                                       \
      "SELECT id, kind, title, date, place, rules, state, seal, created_at "   \
      "FROM assembly ORDER BY date DESC, id DESC")                             \
    X(ASSEMBLY_IDS, "", 1, SCAN_OK, "SELECT id FROM assembly ORDER BY id")     \
    X(ROLL_INSERT, "itttiti", 0, SEARCH,                                       \
      "INSERT INTO roll_entry (assembly_id, code, kind, name, inhabitants, "   \
      "reference_date, weight) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")           \
    X(ROLL, "i", 7, SEARCH,                                                    \
      "SELECT r.code, r.kind, r.name, r.inhabitants, r.reference_date, "       \
      "r.weight, ifnull((SELECT a.present FROM attendance a WHERE "            \
      "a.assembly_id = r.assembly_id AND a.code = r.code "                     \
      "ORDER BY a.n DESC LIMIT 1), 0) "                                        \
      "FROM roll_entry r WHERE r.assembly_id = ?1 ORDER BY r.code")            \
    X(ROLL_NAME, "it", 1, SEARCH,                                              \
      "SELECT name FROM roll_entry WHERE assembly_id = ?1 AND code = ?2")      \
    X(ROLLS_OF_MEMBER, "t", 8, SCAN_OK,                                        \
      "SELECT a.id, a.title, a.date, r.kind, r.name, r.inhabitants, "          \
      "r.reference_date, r.weight FROM assembly a JOIN roll_entry r "          \
      "ON r.assembly_id = a.id AND r.code = ?1 ORDER BY a.date, a.id")         \
    X(ATTENDANCE_INSERT, "itiii", 0, SEARCH,                                   \
      "INSERT INTO attendance (assembly_id, code, n, present, at) "            \
      "VALUES (?1, ?2, ?3, ?4, ?5)")                                           \
    X(ATTENDANCES, "i", 3, SEARCH,                                             \
      "SELECT code, n, present FROM attendance WHERE assembly_id = ?1 "        \
      "ORDER BY code, n")                                                      \
    X(ASSIGNMENT_INSERT, "iitti", 0, SEARCH,                                   \
      "INSERT INTO assignment (assembly_id, number, serial, code, state, "     \
      "assigned_at) VALUES (?1, ?2, ?3, ?4, 'assigned', ?5)")                  \
    X(ASSIGNMENT_MOVE, "iit", 0, SEARCH,                                       \
      "UPDATE assignment SET state = ?3 WHERE assembly_id = ?1 "               \
      "AND number = ?2")                                                       \
    X(ASSIGNMENTS, "i", 5, SEARCH,                                             \
      "SELECT number, serial, code, state, assigned_at FROM assignment "       \
      "WHERE assembly_id = ?1 ORDER BY number")                                \
    /* agenda */                                                               \
    X(MOTION_INSERT, "iittttti", 0, SEARCH,                                    \
      "INSERT INTO motion (id, assembly_id, number, kind, title, text, "       \
      "board_advice, amends, state, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6, " \
      "?7, nullif(?8, 0), 'pending', 'none')")                                 \
    X(MOTION_UPDATE, "ittttti", 0, SEARCH,                                     \
      "UPDATE motion SET number = ?2, kind = ?3, title = ?4, text = ?5, "      \
      "board_advice = ?6, amends = nullif(?7, 0) WHERE id = ?1")               \
    X(MOTION_MOVE, "itt", 0, SEARCH,                                           \
      "UPDATE motion SET state = ?2, outcome = ?3 WHERE id = ?1")              \
    X(MOTION_NEXT_ID, "", 1, SEARCH,                                           \
      "SELECT ifnull(max(id), 0) + 1 FROM motion")                             \
    X(MOTION_GET, "i", 10, SEARCH,                                             \
      "SELECT id, assembly_id, number, kind, title, text, board_advice, "      \
      "ifnull(amends, 0), state, outcome FROM motion WHERE id = ?1")           \
    X(MOTIONS, "iii", 10, SEARCH,                                              \
      "SELECT id, assembly_id, number, kind, title, text, board_advice, "      \
      "ifnull(amends, 0), state, outcome FROM motion WHERE assembly_id = ?1 "  \
      "ORDER BY id LIMIT ?2 OFFSET ?3")                                        \
    X(MOTION_AMENDED, "i", 1, SEARCH,                                          \
      "SELECT count(*) FROM motion WHERE amends = ?1 "                         \
      "AND outcome IN ('adopted', 'adopted-as-amended')")                      \
    X(MOVERS_CLEAR, "i", 0, SEARCH, "DELETE FROM mover WHERE motion_id = ?1")  \
    X(MOVER_INSERT, "iit", 0, SEARCH,                                          \
      "INSERT INTO mover (motion_id, position, code) VALUES (?1, ?2, ?3)")     \
    X(MOVERS, "i", 1, SEARCH,                                                  \
      "SELECT code FROM mover WHERE motion_id = ?1 ORDER BY position")         \
    X(ROUND_INSERT, "iiit", 0, SEARCH,                                         \
      "INSERT INTO round (id, assembly_id, motion_id, state, terms) "          \
      "VALUES (?1, ?2, ?3, 'prepared', ?4)")                                   \
    X(ROUND_MOVE, "it", 0, SEARCH,                                             \
      "UPDATE round SET state = ?2 WHERE id = ?1")                             \
    X(ROUND_NEXT_ID, "", 1, SEARCH,                                            \
      "SELECT ifnull(max(id), 0) + 1 FROM round")                              \
    X(ROUND_GET, "i", 5, SEARCH,                                               \
      "SELECT id, assembly_id, motion_id, state, terms FROM round "            \
      "WHERE id = ?1")                                                         \
    X(ROUND_CURRENT, "i", 1, SEARCH,                                           \
      "SELECT r.id FROM round r JOIN move m ON m.round_id = r.id "             \
      "WHERE r.assembly_id = ?1 AND m.kind = 'open' "                          \
      "ORDER BY m.n DESC LIMIT 1")                                             \
    X(ROUNDS, "iii", 1, SEARCH,                                                \
      "SELECT id FROM round WHERE assembly_id = ?1 ORDER BY id "               \
      "LIMIT ?2 OFFSET ?3")                                                    \
    X(ROUNDS_PUBLISHED, "i", 1, SEARCH,                                        \
      "SELECT id FROM round WHERE assembly_id = ?1 AND state = 'published' "   \
      "ORDER BY id")                                                           \
    X(ROUNDS_PUBLIC, "i", 1, SEARCH,                                           \
      "SELECT r.id FROM round r WHERE r.motion_id = ?1 AND "                   \
      "(r.state = 'published' OR (r.state = 'annulled' AND EXISTS (SELECT 1 "  \
      "FROM move m WHERE m.round_id = r.id AND m.kind = 'published'))) "       \
      "ORDER BY r.id")                                                         \
    X(ROUNDS_COUNTED, "i", 4, SEARCH,                                          \
      "SELECT count(*), ifnull(sum(r.state = 'published'), 0), "               \
      "ifnull(sum(r.state = 'published' AND t.outcome = 'adopted'), 0), "      \
      "ifnull(sum(r.state = 'published' AND t.outcome = 'rejected'), 0) "      \
      "FROM round r JOIN result t ON t.round_id = r.id "                       \
      "WHERE r.assembly_id = ?1 AND EXISTS (SELECT 1 FROM move m "             \
      "WHERE m.round_id = r.id AND m.kind = 'published')")                     \
    X(MOVE_INSERT, "iititttii", 0, SEARCH,                                     \
      "INSERT INTO move (round_id, n, kind, at, role, by, reason, closes_at, " \
      "cosignature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")              \
    X(MOVES, "i", 8, SEARCH,                                                   \
      "SELECT n, kind, at, role, by, reason, closes_at, cosignature FROM move "\
      "WHERE round_id = ?1 ORDER BY n")                                        \
    X(RESULT_INSERT, "itt", 0, SEARCH,                                         \
      "INSERT INTO result (round_id, outcome, text) VALUES (?1, ?2, ?3)")      \
    X(RESULT_GET, "i", 2, SEARCH,                                              \
      "SELECT outcome, text FROM result WHERE round_id = ?1")                  \
    /* screens */                                                              \
    X(SCREEN_SET, "iti", 0, SEARCH,                                            \
      "INSERT INTO screen (assembly_id, show, motion_id) "                     \
      "VALUES (?1, ?2, nullif(?3, 0)) ON CONFLICT (assembly_id) DO UPDATE "    \
      "SET show = excluded.show, motion_id = excluded.motion_id")              \
    X(SCREEN_GET, "i", 2, SEARCH,                                              \
      "SELECT show, ifnull(motion_id, 0) FROM screen WHERE assembly_id = ?1")  \
    /* votes */                                                                \
    X(BALLOT_INSERT, "iitiiitttii", 0, SEARCH,                                 \
      "INSERT INTO ballot (round_id, n, code, assignment, sequence, weight, "  \
      "choice, serial, auth, replaces, received_at) "                          \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")                 \
    X(BALLOT_GET, "ii", 8, SEARCH,                                             \
      "SELECT n, weight, choice, sequence, replaces, received_at, "            \
      "assignment, auth FROM ballot WHERE round_id = ?1 AND n = ?2")           \
    X(BALLOT_STANDING_OF, "it", 8, SEARCH,                                     \
      "SELECT n, weight, choice, sequence, replaces, received_at, "            \
      "assignment, auth FROM ballot WHERE round_id = ?1 AND code = ?2 "        \
      "ORDER BY n DESC LIMIT 1")                                               \
    /* Of each member the last first: that one stands. */                      \
    X(BALLOTS_STANDING, "i", 10, SEARCH,                                       \
      "SELECT code, assignment, sequence, n, weight, choice, serial, auth, "   \
      "received_at, replaces FROM ballot WHERE round_id = ?1 "                 \
      "ORDER BY code, n DESC")                                                 \
    X(PRESS_INSERT, "iiiittititti", 0, SEARCH,                                 \
      "INSERT INTO press (assembly_id, n, late, round_id, code, serial, "      \
      "assignment, choice, sequence, auth, reason, at) "                       \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")            \
    X(PRESSES_LATE, "ii", 3, SEARCH,                                           \
      "SELECT code, choice, at FROM press WHERE assembly_id = ?1 AND n > "     \
      "(SELECT n FROM move WHERE round_id = ?2 AND kind = 'closed') "          \
      "AND round_id = ?2 AND late = 1 ORDER BY n")                             \
    X(PRESS_COUNTS, "i", 3, SEARCH,                                            \
      "SELECT assignment, sum(reason = 'repeated'), "                          \
      "sum(reason <> 'repeated') FROM press WHERE assembly_id = ?1 "           \
      "GROUP BY assignment")                                                   \
    /* journal */                                                              \
    X(JOURNAL_INSERT, "iitb", 0, SEARCH,                                       \
      "INSERT INTO journal (assembly_id, n, prev, line, hash) "                \
      "VALUES (?1, ?2, nullif(?2 - 1, -1), ?3, ?4)")                           \
    X(JOURNAL_NEXT, "i", 1, SEARCH,                                            \
      "SELECT ifnull(max(n) + 1, 0) FROM journal WHERE assembly_id = ?1")      \
    X(JOURNAL_LINES, "iii", 3, SEARCH,                                         \
      "SELECT n, line, hash FROM journal WHERE assembly_id = ?1 AND n >= ?2 "  \
      "ORDER BY n LIMIT ?3")                                                   \
    X(JOURNAL_IDS, "", 1, SCAN_OK,                                             \
      "SELECT DISTINCT assembly_id FROM journal ORDER BY assembly_id")         \
    X(JOURNAL_HASHES, "iii", 1, SEARCH,                                        \
      "SELECT hash FROM journal WHERE assembly_id = ?1 AND n >= ?2 "           \
      "ORDER BY n LIMIT ?3")                                                   \
    X(NODE_INSERT, "iiib", 0, SEARCH,                                          \
      "INSERT INTO tree_node (assembly_id, level, position, hash) "            \
      "VALUES (?1, ?2, ?3, ?4)")                                               \
    X(NODE_COUNT, "i", 1, SEARCH,                                              \
      "SELECT count(*) FROM tree_node WHERE assembly_id = ?1")                 \
    X(NODE_COUNT_ALL, "", 1, SCAN_OK, "SELECT count(*) FROM tree_node")        \
    X(NODE_GET, "iii", 1, SEARCH,                                              \
      "SELECT hash FROM tree_node WHERE assembly_id = ?1 AND level = ?2 "      \
      "AND position = ?3")                                                     \
    /* cosignatures */                                                         \
    X(COSIGNER_INSERT, "iittiti", 0, SEARCH,                                   \
      "INSERT INTO cosigner (assembly_id, n, name, key, needed, by, at) "      \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                   \
    X(COSIGNERS, "i", 6, SEARCH,                                               \
      "SELECT n, name, key, needed, by, at FROM cosigner "                     \
      "WHERE assembly_id = ?1 ORDER BY n")                                     \
    X(COSIGNATURES_NEEDED, "i", 1, SEARCH,                                     \
      "SELECT needed FROM cosigner WHERE assembly_id = ?1 "                    \
      "ORDER BY n DESC LIMIT 1")                                               \
    X(COSIGNATURE_INSERT, "iititi", 0, SEARCH,                                 \
      "INSERT INTO cosignature (assembly_id, n, cosigner, size, note, at) "    \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                       \
    X(COSIGNATURE_GET, "ii", 3, SEARCH,                                        \
      "SELECT cosigner, size, at FROM cosignature "                            \
      "WHERE assembly_id = ?1 AND n = ?2")                                     \
    X(COSIGNATURE_LATEST, "it", 3, SEARCH,                                     \
      "SELECT n, size, at FROM cosignature "                                   \
      "WHERE assembly_id = ?1 AND cosigner = ?2 ORDER BY size DESC LIMIT 1")   \
    X(COSIGNATURES_AT, "ii", 1, SEARCH,                                        \
      "SELECT note FROM cosignature WHERE assembly_id = ?1 AND size = ?2 "     \
      "ORDER BY cosigner")                                                     \
    X(COSIGNATURES, "iii", 4, SEARCH,                                          \
      "SELECT n, cosigner, size, at FROM cosignature WHERE assembly_id = ?1 "  \
      "ORDER BY n DESC LIMIT ?2 OFFSET ?3")                                    \
    X(COSIGNERS_BEYOND, "ii", 1, SEARCH,                                       \
      "SELECT count(DISTINCT cosigner) FROM cosignature "                      \
      "WHERE assembly_id = ?1 AND size > 1 + "                                 \
      "(SELECT n FROM move WHERE round_id = ?2 AND kind = 'closed')")          \
    X(CORRECTION_INSERT, "iitttti"     , 0, SEARCH,                            \
      "INSERT INTO correction (round_id, n, code, meant, role, by, at) "       \
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                   \
    X(CORRECTION_STANDING, "it", 1, SEARCH,                                    \
      "SELECT meant FROM correction WHERE round_id = ?1 AND code = ?2 "        \
      "ORDER BY n DESC LIMIT 1")                                               \
    X(CORRECTIONS, "i", 4, SEARCH,                                             \
      "SELECT n, code, meant, at FROM correction WHERE round_id = ?1 "         \
      "ORDER BY n")                                                            \
    /* credentials */                                                          \
    X(CREDENTIAL_INSERT, "ibttiii", 0, SEARCH,                                 \
      "INSERT INTO credential (id, hash, role, name, assembly_id, "            \
      "assignment, created_at, revoked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "  \
      "0)")                                                                    \
    X(CREDENTIAL_NEXT_ID, "", 1, SEARCH,                                       \
      "SELECT ifnull(max(id), 0) + 1 FROM credential")                         \
    X(CREDENTIAL_REVOKE, "i", 0, SEARCH,                                       \
      "UPDATE credential SET revoked = 1 WHERE id = ?1")                       \
    X(CREDENTIALS, "", 8, SCAN_OK,                                             \
      "SELECT id, hash, role, name, assembly_id, assignment, created_at, "     \
      "revoked FROM credential ORDER BY id")                                   \
    X(CREDENTIAL_OF_ASSIGNMENT, "ii", 1, SEARCH,                               \
      "SELECT id FROM credential WHERE assembly_id = ?1 AND assignment = ?2 "  \
      "AND role = 'handset' ORDER BY id DESC LIMIT 1")                         \
    /* sessions */                                                             \
    X(SESSION_INSERT, "biii", 0, SEARCH,                                       \
      "INSERT INTO session (hash, credential, created_at, expires_at) "        \
      "VALUES (?1, ?2, ?3, ?4)")                                               \
    X(SESSION_END, "b", 0, SEARCH,                                             \
      "DELETE FROM session WHERE hash = ?1")                                   \
    X(SESSION_END_ALL, "i", 0, SEARCH,                                         \
      "DELETE FROM session WHERE credential = ?1")                             \
    X(SESSION_OVER, "i", 1, SEARCH,                                            \
      "SELECT hash FROM session WHERE expires_at <= ?1 LIMIT 1")               \
    X(SESSION_BEYOND, "ii", 1, SEARCH,                                         \
      "SELECT hash FROM session WHERE credential = ?1 "                        \
      "ORDER BY created_at DESC LIMIT 1 OFFSET ?2")                            \
    X(SESSIONS, "", 4, SCAN_OK,                                                \
      "SELECT hash, credential, created_at, expires_at FROM session")          \
    X(SIGN_IN_CODE_PUT, "ibi", 0, SEARCH,                                      \
      "INSERT INTO sign_in_code (credential, hash, created_at) "               \
      "VALUES (?1, ?2, ?3) ON CONFLICT (credential) DO UPDATE "                \
      "SET hash = ?2, created_at = ?3")                                        \
    X(SIGN_IN_CODE_END, "i", 0, SEARCH,                                        \
      "DELETE FROM sign_in_code WHERE credential = ?1")                        \
    X(SIGN_IN_CODES, "", 3, SCAN_OK,                                           \
      "SELECT credential, hash, created_at FROM sign_in_code")

enum statement {
#define STATEMENT_ENUM(name, in, columns, scan, sql) name,
    STATEMENT_LIST(STATEMENT_ENUM)
#undef STATEMENT_ENUM
    STATEMENT_COUNT
};

#endif
