/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

/* err: the one registry of everything that can go wrong.
 *
 * A code is one row: its name in C, the HTTP status it becomes, the slug that
 * clients see as `urn:stembus:<slug>`, and a title for people.  The reference
 * for API users in docs/api.md is checked against this list by a test.
 *
 * Every fallible function returns enum err_code.  A code whose status is below
 * 500 says that the request was wrong and is answered as such; a code of 500
 * and above says that the server could not do its work, and whatever the
 * request wrote is rolled back.
 */
#define ERR_LIST(X)                                                            \
    X(OK,                  200, "ok", "Done")                                  \
    X(BODY_INVALID,        400, "body-invalid", "The body is not valid")       \
    X(QUERY_INVALID,       400, "query-invalid", "The query is not valid")     \
    X(REQUEST_INVALID,     400, "request-invalid",                             \
      "The request is not well-formed HTTP")                                   \
    X(REGISTER_INVALID,    400, "register-invalid",                            \
      "The register was not changed: some rows are not valid")                 \
    X(CREDENTIAL_UNKNOWN,  401, "credential-unknown",                          \
      "A valid credential is needed")                                          \
    X(ROLE_FORBIDDEN,      403, "role-forbidden",                              \
      "This credential's role may not do this")                                \
    X(ORIGIN_FORBIDDEN,    403, "origin-forbidden",                            \
      "A page of another site may not do this")                                \
    X(HANDSET_REVOKED,     403, "handset-revoked", "This handset is revoked")  \
    X(ASSIGNMENT_ENDED,    403, "assignment-ended",                            \
      "This handset no longer votes for this member")                          \
    X(MEMBER_ABSENT,       403, "member-absent", "The member is not present")  \
    X(NOT_ENTITLED,        403, "not-entitled",                                \
      "The member has no vote in this round")                                  \
    X(NOT_FOUND,           404, "not-found", "There is nothing here")          \
    X(METHOD_NOT_ALLOWED,  405, "method-not-allowed",                          \
      "This resource does not know that method")                               \
    X(NOT_ACCEPTABLE,      406, "not-acceptable",                              \
      "No representation fits the Accept header")                              \
    X(STALE_BALLOT,        409, "stale-ballot",                                \
      "A later ballot of this member stands")                                  \
    X(ROUND_NOT_OPEN,      409, "round-not-open", "The round is not open yet") \
    X(ROUND_CLOSED,        409, "round-closed", "The round is closed")         \
    X(ROUND_NOT_CLOSED,    409, "round-not-closed",                            \
      "Not before the round is closed")                                        \
    X(ROUND_OPEN,          409, "round-open",                                  \
      "Not while a round is open")                                             \
    X(MOVE_IMPOSSIBLE,     409, "move-impossible",                             \
      "That move does not exist in this state")                                \
    X(NOT_CONVENED,        409, "not-convened",                                \
      "The assembly is not convened yet")                                      \
    X(NOT_OPENED,          409, "not-opened", "The assembly is not opened")    \
    X(MOTION_DECIDED,      409, "motion-decided",                              \
      "The motion is decided already")                                         \
    X(REGISTER_INCOMPLETE, 409, "register-incomplete",                         \
      "The register cannot give every member a weight")                        \
    X(CHECKPOINT_DIFFERS,  409, "checkpoint-differs",                          \
      "This server's journal has no such checkpoint")                          \
    X(CORRECTION_LATE,     409, "correction-late",                             \
      "The time for corrections has passed")                                   \
    X(NO_BALLOT,           409, "no-ballot",                                   \
      "The member has no ballot in this round")                                \
    X(NOT_PUBLISHED,       403, "not-published",                               \
      "Not public before the round is published")                              \
    X(LENGTH_REQUIRED,     411, "length-required",                             \
      "A body needs exactly one Content-Length")                               \
    X(BODY_TOO_LARGE,      413, "body-too-large", "The body is too large")     \
    X(MEDIA_TYPE,          415, "media-type",                                  \
      "This media type is not understood here")                                \
    X(TOO_MANY_REQUESTS,   429, "too-many-requests", "Too many requests")      \
    X(QUEUE_FULL,          503, "queue-full",                                  \
      "Busy; nothing was stored, try again")                                   \
    X(STOPPING,            503, "stopping",                                    \
      "The server is stopping; nothing was stored")                            \
    X(STORE_FULL,          503, "store-full",                                  \
      "The disk is full; nothing was stored")                                  \
    X(STORE_FAILED,        503, "store-failed",                                \
      "The store failed; nothing was stored")                                  \
    X(NO_MEMORY,           503, "no-memory",                                   \
      "Out of memory; nothing was stored")                                     \
    X(INTERNAL,            500, "internal", "A fault of the server itself")    \
    X(STORE_FOREIGN,       500, "store-foreign",                               \
      "The file is not a stembus store")                                       \
    X(STORE_NEWER,         500, "store-newer",                                 \
      "A later stembus wrote this store")                                      \
    X(STORE_LOCKED,        500, "store-locked",                                \
      "Another process works on this store")                                   \
    X(STORE_DAMAGED,       500, "store-damaged",                               \
      "The store contradicts itself")                                          \
    X(FILE_FAILED,         500, "file-failed", "A file could not be used")     \
    X(CHECKPOINT_UNMET,    500, "checkpoint-unmet",                            \
      "The store is not what its checkpoints say")                             \
    X(OVERFLOW,            500, "overflow", "A sum is too large")

enum err_code {
#define ERR_ENUM(name, http, slug, title) ERR_##name,
    ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
    ERR_COUNT
};

/* A code with the words that explain this case of it.  Callers own it. */
struct err {
    enum err_code code;
    char detail[240];
};

#define MUST_CHECK __attribute__((warn_unused_result))

int err_http(enum err_code code);          /* the HTTP status */
const char *err_slug(enum err_code code);  /* static text */
const char *err_title(enum err_code code); /* static text */

/* Whether the fault is the server's, so that the work is to be undone. */
bool err_is_ours(enum err_code code);

/* Fills *e with `code` and the formatted detail (cut to fit); returns code. */
enum err_code err_set(struct err *e, enum err_code code, const char *format,
                      ...) __attribute__((format(printf, 3, 4)));

/* must(x): our own bug, never an outsider's doing: log it and abort. */
#define must(x) ((x) ? (void)0 : must_fail(#x, __FILE__, __LINE__))
_Noreturn void must_fail(const char *what, const char *file, int line);

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
