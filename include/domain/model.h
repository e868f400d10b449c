/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_MODEL_H
#define DOMAIN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/fields.h"

/* model: the words of the assembly as C types, and its state tables.
 *
 * Each enum comes from one list that also gives the word used in the database,
 * the journal and the API (`member_kind_words[MUNICIPALITY]` is
 * "municipality").  docs/glossary.md explains the words.
 */
#define MODEL_ENUM(name, word) name,

#define MEMBER_KINDS(X) X(MUNICIPALITY, "municipality") X(REGION, "region")
#define ROUNDINGS(X) X(ROUND_DOWN, "down") X(ROUND_UP, "up")                   \
    X(ROUND_NEAREST, "nearest") /* a half goes up */
#define ASSEMBLY_KINDS(X) X(ALV, "alv") X(BALV, "balv")                        \
    X(CONSULTATION, "consultation")
#define ASSEMBLY_STATES(X) X(ASSEMBLY_DRAFT, "draft")                          \
    X(ASSEMBLY_CONVENED, "convened") X(ASSEMBLY_OPENED, "opened")              \
    X(ASSEMBLY_ENDED, "ended")
#define MOTION_KINDS(X) X(PROPOSAL, "proposal") X(MOTION, "motion")            \
    X(AMENDMENT, "amendment") X(ADVICE, "advice")                              \
    X(APPOINTMENT, "appointment") X(MINUTES, "minutes")                        \
    X(PRACTICE, "practice")
#define MOTION_STATES(X) X(MOTION_PENDING, "pending")                          \
    X(MOTION_VOTING, "voting") X(MOTION_DECIDED, "decided")
#define ADVICES(X) X(ADVICE_NONE, "none") X(ADVICE_ADOPT, "adopt")             \
    X(ADVICE_TAKE_OVER, "take-over") X(ADVICE_AGAINST, "advise-against")       \
    X(ADVICE_HOLD, "hold")
#define OUTCOMES(X) X(OUTCOME_NONE, "none") X(ADOPTED, "adopted")              \
    X(REJECTED, "rejected") X(ADOPTED_AS_AMENDED, "adopted-as-amended")        \
    X(ACCLAMATION, "acclamation") X(TAKEN_OVER, "taken-over")                  \
    X(HELD, "held") X(WITHDRAWN, "withdrawn") X(LAPSED, "lapsed")              \
    X(NOTED, "noted") X(NO_QUORUM, "no-quorum") X(NO_MAJORITY, "no-majority")
#define ROUND_STATES(X) X(ROUND_STATE_PREPARED, "prepared")                    \
    X(ROUND_STATE_OPEN, "open") X(ROUND_STATE_CLOSED, "closed")                \
    X(ROUND_STATE_DECLARED, "declared") X(ROUND_STATE_CERTIFIED, "certified")  \
    X(ROUND_STATE_PUBLISHED, "published") X(ROUND_STATE_ANNULLED, "annulled")
#define COMPARISONS(X) X(MORE_THAN, "more-than") X(AT_LEAST, "at-least")
#define BASES(X) X(BASE_CAST, "cast")                                          \
    X(BASE_CAST_AND_ABSTAINED, "cast-and-abstained")                           \
    X(BASE_PRESENT, "present") X(BASE_ENTITLED, "entitled")
#define QUORUM_BYS(X) X(BY_WEIGHT, "weight") X(BY_MEMBERS, "members")
#define ASSIGNMENT_STATES(X) X(ASSIGNED, "assigned") X(REVOKED, "revoked")     \
    X(ASSIGNMENT_OVER, "ended")
#define AUTHS(X) X(AUTH_TOKEN, "token") X(AUTH_GATEWAY, "gateway")
#define SHOWS(X) X(SHOW_PAUSE, "pause") X(SHOW_SUBJECT, "subject")             \
    X(SHOW_ROUND, "round") X(SHOW_ROLL_CALL, "roll-call")
#define ROLES(X) X(OPERATOR, "operator") X(CHAIR, "chair")                     \
    X(COMMITTEE, "committee") X(DISPLAY, "display") X(GATEWAY, "gateway")      \
    X(HANDSET, "handset") X(SERVER, "server") /* moves made by the clock */
#define FINDINGS(X) X(FINDING_SOUND, "sound") X(FINDING_MISSING, "missing")    \
    X(FINDING_UNREADABLE, "unreadable") X(FINDING_FOREIGN, "foreign")          \
    X(FINDING_SHORTER, "shorter") X(FINDING_DIFFERENT, "different")

enum member_kind { MEMBER_KINDS(MODEL_ENUM) MEMBER_KIND_COUNT };
enum rounding { ROUNDINGS(MODEL_ENUM) ROUNDING_COUNT };
enum assembly_kind { ASSEMBLY_KINDS(MODEL_ENUM) ASSEMBLY_KIND_COUNT };
enum assembly_state { ASSEMBLY_STATES(MODEL_ENUM) ASSEMBLY_STATE_COUNT };
enum motion_kind { MOTION_KINDS(MODEL_ENUM) MOTION_KIND_COUNT };
enum motion_state { MOTION_STATES(MODEL_ENUM) MOTION_STATE_COUNT };
enum advice { ADVICES(MODEL_ENUM) ADVICE_COUNT };
enum outcome { OUTCOMES(MODEL_ENUM) OUTCOME_COUNT };
enum round_state { ROUND_STATES(MODEL_ENUM) ROUND_STATE_COUNT };
enum comparison { COMPARISONS(MODEL_ENUM) COMPARISON_COUNT };
enum base { BASES(MODEL_ENUM) BASE_COUNT };
enum quorum_by { QUORUM_BYS(MODEL_ENUM) QUORUM_BY_COUNT };
enum assignment_state { ASSIGNMENT_STATES(MODEL_ENUM) ASSIGNMENT_STATE_COUNT };
enum auth { AUTHS(MODEL_ENUM) AUTH_COUNT };
enum show { SHOWS(MODEL_ENUM) SHOW_COUNT };
enum role { ROLES(MODEL_ENUM) ROLE_COUNT };
enum finding { FINDINGS(MODEL_ENUM) FINDING_COUNT };

/* NULL-terminated, indexed by the enum. */
extern const char *const member_kind_words[], *const rounding_words[],
    *const assembly_kind_words[], *const assembly_state_words[],
    *const motion_kind_words[], *const motion_state_words[],
    *const advice_words[], *const outcome_words[], *const round_state_words[],
    *const comparison_words[], *const base_words[], *const quorum_by_words[],
    *const assignment_state_words[], *const auth_words[], *const show_words[],
    *const role_words[], *const finding_words[];

enum {
    CODE_SIZE = 12,         /* GM0344, GW01: two capitals, 2 to 6 digits */
    NAME_CHARS = 300,       /* of members, titles, places */
    NAME_SIZE = 4 * NAME_CHARS + 1,
    TEXT_CHARS = 20000,     /* the full text of a motion */
    TEXT_SIZE = 4 * TEXT_CHARS + 1,
    NUMBER_SIZE = 33,       /* agenda item "11a" (8 characters) */
    SERIAL_SIZE = 33,       /* of a handset: 1 to 32 of A-Z a-z 0-9 . _ - */
    OPTION_CHARS = 60,
    OPTION_SIZE = 4 * OPTION_CHARS + 1,
    NAMED_OPTIONS_MAX = 10,
    OPTIONS_MAX = NAMED_OPTIONS_MAX + 2, /* with against-all and abstain */
    MOVERS_MAX = 100,
    HASH_TEXT_SIZE = 65,    /* 32 bytes in hex */
    SALT_TEXT_SIZE = 33,    /* 16 bytes in hex */
    SENTENCE_SIZE = 5120,   /* names every option once and the adopted twice */
    BY_SIZE = 81,           /* who did it: a credential's name */
};

#define INHABITANTS_MAX INT64_C(100000000)
#define WEIGHT_MAX INT64_C(1000000)
#define EXACT_MAX (INT64_C(1) << 53) /* what any JSON reader adds exactly */

/* The register. */
struct member {
    char code[CODE_SIZE];
    enum member_kind kind;
    char name[NAME_SIZE];
    char valid_from[DATE_SIZE];  /* "" for always */
    char valid_until[DATE_SIZE]; /* exclusive; "" for no end */
};
struct figure { /* inhabitants on a reference date (peildatum) */
    char code[CODE_SIZE];
    int64_t inhabitants;
    char reference_date[DATE_SIZE];
    char source[NAME_SIZE];
};

/* The assembly and its roll. */
struct weight_rule {
    int64_t per_inhabitants;
    enum rounding rounding;
    int64_t minimum, cap;
};
struct weight_rules { struct weight_rule of[MEMBER_KIND_COUNT]; };

struct assembly {
    int64_t id;
    enum assembly_kind kind;
    char title[NAME_SIZE];
    char date[DATE_SIZE];
    char place[NAME_SIZE];
    struct weight_rules rules;
};
struct roll_entry {
    char code[CODE_SIZE];
    enum member_kind kind;
    char name[NAME_SIZE];
    int64_t inhabitants;
    char reference_date[DATE_SIZE];
    int64_t weight;
};

/* The agenda. */
struct motion {
    int64_t id;
    char number[NUMBER_SIZE]; /* agenda item */
    enum motion_kind kind;
    char title[NAME_SIZE];
    char text[TEXT_SIZE];
    size_t mover_count;
    char movers[MOVERS_MAX][CODE_SIZE];
    enum advice board_advice;
    int64_t amends; /* the motion this one amends, or 0 */
};

/* A round and its terms, fixed when it is prepared. */
struct majority {
    int64_t numerator, denominator; /* 1 <= numerator <= denominator <= 1000 */
    enum comparison comparison;
    enum base base;
};
struct quorum { /* denominator 0: none.  Of the members (or weight) present or
                   entitled, at least this fraction must have voted. */
    int64_t numerator, denominator;
    enum base of; /* BASE_PRESENT or BASE_ENTITLED */
    enum quorum_by by;
};
struct round {
    int64_t id, motion;
    bool practice;
    struct majority majority;
    bool named;   /* named options, with "against-all" added */
    bool abstain; /* the last option is "abstain" */
    size_t option_count;
    char options[OPTIONS_MAX][OPTION_SIZE]; /* key n is options[n - 1] */
    uint32_t entitled_kinds; /* bit per member_kind */
    struct quorum quorum;
    int64_t duration_seconds;      /* 0: until it is closed by hand */
    char nonce[HASH_TEXT_SIZE];    /* makes each round's record unique */
    char seal[HASH_TEXT_SIZE];     /* of the roll it counts with */
};

/* One ballot as it is recorded. */
struct ballot {
    int64_t round;
    char member[CODE_SIZE];
    int64_t weight;
    char choice[OPTION_SIZE];
    int64_t sequence;
    char serial[SERIAL_SIZE];
    int64_t assignment; /* number of the assignment it was cast under */
    enum auth auth;
    int64_t replaces;   /* journal number of the former ballot, or -1 */
    char salt[SALT_TEXT_SIZE];
};
/* A press that did not become a ballot; kept so that "I did press" can be
 * answered. */
struct press {
    int64_t round;
    char member[CODE_SIZE]; /* "" when the handset is unknown */
    char choice[OPTION_SIZE]; /* "" when it was not an option */
    int64_t sequence;
    char serial[SERIAL_SIZE];
    int64_t assignment; /* 0 when the handset is unknown */
    enum auth auth;
    char reason[32]; /* slug of the error, or "repeated" */
    char salt[SALT_TEXT_SIZE];
};

/* The result of a round. */
struct share { int64_t weight, members; };
struct option_result {
    char option[OPTION_SIZE];
    int64_t weight, members;
    char percent[8]; /* "99.38", for reading only; "" for abstain */
};
struct sentence { char nl[SENTENCE_SIZE], en[SENTENCE_SIZE]; };
struct result {
    size_t option_count;
    struct option_result options[OPTIONS_MAX];
    struct share not_voted, present, entitled;
    int64_t needed; /* smallest weight `for` that would have met the rule */
    bool met; /* the majority, whatever became of the quorum */
    enum outcome outcome; /* ADOPTED, REJECTED, NO_QUORUM or NO_MAJORITY */
    char adopted_option[OPTION_SIZE]; /* with named options, when ADOPTED */
    struct sentence sentence;
};

/* State tables: bit `to` of x_moves[from] is set when the move exists.  The
 * same tables check the commands, are compared with the CHECK constraints in
 * sql/ by a test, and are drawn in docs/architecture.md. */
#define BIT(n) (1u << (n))
extern const uint8_t assembly_moves[ASSEMBLY_STATE_COUNT];
extern const uint8_t motion_moves[MOTION_STATE_COUNT];
extern const uint8_t round_moves[ROUND_STATE_COUNT];
extern const uint8_t assignment_moves[ASSIGNMENT_STATE_COUNT];

/* Syntax checks used in forms. */
bool code_valid(const char *text);   /* a member's code */
bool serial_valid(const char *text);
extern const char code_expected[], serial_expected[], date_expected[];

/* The index of `choice` among the round's options, or -1. */
int round_option(const struct round *r, const char *choice);

/* Forms of the structs above: how they stand in the journal and the API. */
extern const struct form share_form, weight_rule_form, weight_rules_form,
    majority_form, quorum_form, result_form;
extern const struct shorthand majority_shorthands[]; /* simple, two-thirds */

#endif
