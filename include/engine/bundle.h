/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_BUNDLE_H
#define ENGINE_BUNDLE_H

#include "engine/csv.h"
#include "engine/key.h"
#include "engine/meeting.h"
#include "engine/sink.h"
#include "store/journal.h"

/* bundle: the files about one assembly that go on a website, so that anyone can
 * read its results and check them without trusting whoever serves them.
 *
 * The same journals, the same key and the same former bundle give the same
 * bytes: nothing in it comes from a clock or a dice.  Only published rounds have
 * results; those that were published and then annulled are named as such. */

/* What takes the place of which: the version of a bundle that was published, and
 * the SHA-256 of its SHA256SUMS. */
struct bundle_former {
    int64_t version; /* 0: there is none */
    char sums[HASH_TEXT_SIZE];
};

/* A file that was written. */
struct bundle_file {
    char name[64];
    size_t size;
    char hash[HASH_TEXT_SIZE]; /* SHA-256 */
};

struct bundle {
    struct db *db;
    const struct key *key;
    struct meeting meeting;
    struct meeting *earlier; /* the assemblies before it, by date */
    size_t earlier_count;
    int64_t lines, last_at;  /* of the journal, and the time of the last */
    unsigned char root[LEAF_SIZE];
    int64_t version;
    struct bundle_former former;
    struct bundle_file *files; /* written until now */
    size_t file_count, file_cap;
    const struct sink *sink;
    struct err *err;
};

/* bundle_open(): reads everything, in the read transaction that has begun.
 * NOT_FOUND without such an assembly, NOT_PUBLISHED before its first result is;
 * err->detail says so.  bundle_close() it, also after a failure. */
enum err_code bundle_open(struct bundle *b, struct db *db,
                          const struct key *key, int64_t assembly,
                          struct err *err) MUST_CHECK;
void bundle_close(struct bundle *b);

/* bundle_write(): gives every file to the sink, as the version that follows
 * `former`; SHA256SUMS and its signature last. */
enum err_code bundle_write(struct bundle *b, const struct sink *sink,
                           const struct bundle_former *former,
                           struct err *err) MUST_CHECK;

/* bundle_find_former(): the bundle that stands in `dir`; *out is all zero bytes
 * without one.  FILE_FAILED when something else does, one of another assembly or
 * history, or one that is newer than the store.  *current says that it is what
 * would be written now, to the byte. */
enum err_code bundle_find_former(struct bundle *b, const char *dir,
                                 struct bundle_former *out, bool *current,
                                 struct err *err) MUST_CHECK;

/* bundle_extract(): what became of one motion, for whom it concerns at once:
 * appends the text in a language.  NOT_PUBLISHED before there is an outcome. */
enum err_code bundle_extract(struct bundle *b, const struct edition *in,
                             int64_t motion, struct buf *out, struct err *err)
    MUST_CHECK;

/* ---- its parts; each appends one file --------------------------------------------- */

/* bundle_csv.c */
extern const struct csv_table rounds_table, members_table;
void bundle_rounds_csv(const struct bundle *b, struct buf *out);
void bundle_votes_csv(const struct bundle *b, struct buf *out);
void bundle_members_csv(const struct bundle *b, struct buf *out);

/* bundle_results.c */
enum err_code bundle_results(const struct bundle *b, struct buf *out)
    MUST_CHECK;
/* How a vote stands in a table, in JSON and CSV. */
const char *bundle_choice(const struct meeting_round *r,
                          const struct cast_vote *v);

/* What its member declared afterwards, if anything. */
void bundle_meant(struct buf *out, const struct meeting_round *r,
                  const struct cast_vote *v);

/* bundle_popolo.c, bundle_ori.c: interchange. */
void bundle_popolo(const struct bundle *b, struct buf *out);
void bundle_ori(const struct bundle *b, struct buf *out);

/* bundle_dcat.c: describes the files that have been written. */
void bundle_dcat(const struct bundle *b, struct buf *out);

/* bundle_minutes.c */
void bundle_minutes(const struct bundle *b, const struct edition *in,
                    struct buf *out);
void bundle_item_text(const struct bundle *b, const struct edition *in,
                      const struct meeting_item *item, struct buf *out);

/* bundle_member.c: one member through the years. */
enum err_code bundle_member(const struct bundle *b, const struct seat *seat,
                            struct buf *out) MUST_CHECK;

/* bundle_pages.c: for people, and fragments to paste. */
enum err_code bundle_page(const struct bundle *b, const struct edition *in,
                          struct buf *out) MUST_CHECK;
enum err_code bundle_fragment(const struct bundle *b,
                              const struct edition *in,
                              const struct meeting_item *item,
                              struct buf *out) MUST_CHECK;

#endif
