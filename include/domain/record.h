/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RECORD_H
#define DOMAIN_RECORD_H

#include "base/buf.h"
#include "base/err.h"
#include "domain/model.h"

/* record: the lines of the journal.
 *
 * One line is one JSON object without a newline: `{"n":17,"at":"2026-…Z",
 * "kind":"ballot",…}`, the rest by the form of its kind.  A line is made once,
 * here, and its bytes never change; reading it back and printing it again gives
 * the same bytes (a test holds every kind to that), so the tables can be
 * rebuilt from the journal alone.
 *
 * Journal 0 is the register's own; journal a (> 0) is that of assembly a.
 */
#define RECORD_KINDS(X) /* word, struct, what it records */                    \
    X(BEGIN,      "begin",      begin_record,   "an assembly is made")         \
    X(MEMBER,     "member",     member,         "a member of the register")    \
    X(FIGURE,     "figure",     figure,         "a member's inhabitants")      \
    X(ROLL,       "roll",       roll_entry,     "one line of the roll")        \
    X(ASSEMBLY,   "assembly",   assembly_record,"a move of the assembly")      \
    X(ATTENDANCE, "attendance", attendance,     "checked in or out")           \
    X(HANDSET,    "handset",    assignment,     "a handset assigned, ended")   \
    X(MOTION,     "motion",     motion,         "a motion as it now reads")    \
    X(DECISION,   "decision",   decision,       "decided without a vote")      \
    X(ROUND,      "round",      round,          "a round with all its terms")  \
    X(OPEN,       "open",       move,           "voting begins")               \
    X(EXTENDED,   "extended",   move,           "a later automatic close")     \
    X(BALLOT,     "ballot",     ballot,         "a ballot that counts")        \
    X(LATE,       "late",       press,          "pressed after the close")     \
    X(REFUSED,    "refused",    press,          "pressed in vain")             \
    X(CLOSED,     "closed",     move,           "voting ended")                \
    X(RESULT,     "result",     result_record,  "what was counted")            \
    X(DECLARED,   "declared",   move,           "the chair's ruling")          \
    X(CERTIFIED,  "certified",  move,           "the counting committee")      \
    X(PUBLISHED,  "published",  move,           "made public")                 \
    X(ANNULMENT,  "annulment",  move,           "an annulment is asked for")   \
    X(ANNULLED,   "annulled",   move,           "the round counts no longer")  \
    X(RESTART,    "restart",    restart,        "the server started again")    \
    X(INCIDENT,   "incident",   incident,       "two people let it go on")     \
    X(COSIGNER,   "cosigner",   cosigner_record,"who may cosign checkpoints")  \
    X(COSIGNATURE,"cosignature",cosignature,    "a checkpoint was cosigned")   \
    X(CORRECTION, "correction", correction,     "a member meant otherwise")

struct begin_record {
    struct assembly assembly;
    char program[32];   /* "stembus 1.0.0" */
    char key[65];       /* Ed25519 public key of the server, hex; or "" */
};
struct assembly_record {
    enum assembly_state to;
    char by[BY_SIZE];
    char seal[HASH_TEXT_SIZE];      /* with `convened` */
    int64_t members, weight;        /* with `convened`: of the whole roll */
};
struct attendance {
    char member[CODE_SIZE];
    bool present;
};
struct assignment {
    int64_t number; /* counts up from 1 in an assembly */
    char serial[SERIAL_SIZE];
    char member[CODE_SIZE];
    enum assignment_state state;
};
struct decision {
    int64_t motion;
    enum outcome outcome; /* OUTCOME_NONE: the former one is taken back */
    char by[BY_SIZE];
};
struct move {
    int64_t round;
    enum role role; /* SERVER when the clock closed it */
    char by[BY_SIZE];
    char reason[NAME_SIZE]; /* of an annulment */
    int64_t closes_at;      /* OPEN, EXTENDED: UTC ms, 0 for by hand */
    int64_t cosignature;    /* CERTIFIED: the line it rests on, 0 for none */
};
struct result_record {
    int64_t round;
    struct result result;
};
struct restart {
    char program[32];
};
/* The journal was not what its last checkpoint says, or might not be, and two
 * people let it go on.  It stands in every journal of the store. */
enum { INCIDENT_PEOPLE = 2 };
struct incident {
    size_t people;
    char by[INCIDENT_PEOPLE][BY_SIZE];
    char reason[NAME_SIZE];
    enum finding finding;
    int64_t size;       /* lines of the checkpoint that is not met, or -1 */
    char root[45];      /* its root, base64, or "" */
    char program[32];
    char key[65];       /* the server's public key from here on, hex */
};

/* A key of the counting committee, and how many cosignatures a result is to have
 * from here on before it is final. */
enum { COSIGNER_NAME_SIZE = 65, COSIGNERS_ASKED_MAX = 100, NOTE_TEXT_SIZE = 1024 };
struct cosigner_record {
    char name[COSIGNER_NAME_SIZE];
    char key[65];       /* Ed25519 public key, hex */
    int64_t needed;
    char by[BY_SIZE];
};
struct cosignature {
    char cosigner[COSIGNER_NAME_SIZE];
    int64_t size;       /* lines of the checkpoint */
    char note[NOTE_TEXT_SIZE]; /* with the server's signature and this one */
};
/* What a member says afterwards that it had meant.  It changes no tally. */
struct correction {
    int64_t round;
    char member[CODE_SIZE];
    char meant[OPTION_SIZE];
    enum role role;
    char by[BY_SIZE];
};

enum record_kind {
#define RECORD_ENUM(name, word, type, what) RECORD_##name,
    RECORD_KINDS(RECORD_ENUM)
#undef RECORD_ENUM
    RECORD_KIND_COUNT
};
extern const char *const record_kind_words[]; /* NULL-terminated */
const struct form *record_form(enum record_kind kind);

/* What every line begins with. */
struct record_head {
    int64_t n;  /* number in its journal, from 0 without gaps */
    int64_t at; /* UTC ms */
    enum record_kind kind;
};

/* Appends the line (no newline).  `body` is the struct of head->kind. */
void record_print(struct buf *line, const struct record_head *head,
                  const void *body);

/* Whether lines of this kind are withheld while their round is open. */
bool record_is_secret(enum record_kind kind);

/* Room for the struct of any kind (large: allocate it, do not stack it). */
union record_body {
#define RECORD_MEMBER(name, word, type, what) struct type as_##name;
    RECORD_KINDS(RECORD_MEMBER)
#undef RECORD_MEMBER
};

/* The head alone; false when the line does not begin as one of ours. */
bool record_read_head(const char *line, size_t len, struct record_head *head)
    MUST_CHECK;

/* Reads a line back; STORE_DAMAGED with err->detail saying what is wrong,
 * also when the line is not the very bytes that printing would give. */
enum err_code record_read(const char *line, size_t len,
                          struct record_head *head, union record_body *body,
                          struct err *err) MUST_CHECK;

#endif
