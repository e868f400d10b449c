/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FIELDS_H
#define BASE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* fields: JSON to plain C structs and back, by tables.
 *
 * A form lists the fields of a struct.  Reading fills the struct (all fixed
 * sizes, nothing to free) and collects every fault at once: unknown, repeated
 * and missing fields, wrong types, reals, numbers out of range, text that is
 * too long, not an allowed word, or not of the asked shape.  Printing the
 * struct with the same form gives the same JSON back, keys in table order, so
 * what is read from the journal prints to the very bytes that were written.
 */
enum field_type {
    FIELD_END,
    FIELD_TEXT,  /* char[size], NUL-terminated UTF-8 without control bytes */
    FIELD_INT,   /* int64_t */
    FIELD_BOOL,  /* bool */
    FIELD_WORD,  /* an enum (int-sized), one of `words` */
    FIELD_TIME,  /* int64_t UTC milliseconds, RFC 3339 text in JSON */
    FIELD_FORM,  /* a struct of its own, by `form` */
    FIELD_TEXTS, /* size_t count and char[][size] */
    FIELD_WORDS, /* uint32_t, bit i set for words[i]; a list in JSON */
    FIELD_LIST,  /* size_t count and an array of structs, by `form` */
};

struct form;

/* A word that stands for a whole object: `"majority": "simple"`. */
struct shorthand {
    const char *word; /* NULL ends the list */
    const void *value; /* a struct of the field's form */
};

struct field {
    const char *key;
    enum field_type type;
    bool required;       /* reading: must be there; printing: always printed */
    size_t offset;       /* of the value in the struct */
    size_t size;         /* TEXT, TEXTS: bytes of one text, with its NUL */
    size_t count_offset; /* TEXTS, LIST: of the size_t count */
    int64_t min, max;    /* INT: value; TEXT: characters (max 0: what fits);
                            TEXTS, LIST: count, which is the array's room;
                            WORD: of the allowed words, the first and the last
                            by their index (max 0: all of them) */
    int64_t each_max;    /* TEXTS: characters of one text (0: what fits) */
    int64_t absent;      /* INT, BOOL, WORD, WORDS, TIME: value when not given;
                            an optional field with this value is not printed
                            (an optional FORM: when all its bytes are zero) */
    const char *const *words;      /* WORD, WORDS: NULL-terminated */
    const struct form *form;       /* FORM, LIST */
    const struct shorthand *short_for; /* FORM: words that may stand for it */
    bool (*valid)(const char *text);   /* TEXT, TEXTS: further syntax, or NULL;
                                          not asked of "" when min is 0 */
    const char *expected;              /* what `valid` asks, for the fault:
                                          "expected %s" */
    bool multiline;                    /* TEXT: newline and tab are allowed */
};

enum form_root {
    FORM_OBJECT,  /* the body is one object */
    FORM_LIST,    /* the body is a list: the one field is a FIELD_LIST */
    FORM_ONE_OR_LIST, /* an object counts as a list of one */
};

struct form {
    const char *name;
    size_t size;     /* of the struct */
    const struct field *fields; /* ends with FIELD_END */
    size_t max_body; /* bytes; 0 for forms that are not a request's body */
    enum form_root root;
    /* 1 + the offset of a uint64_t that gets bit i set when field i was given
     * (a PATCH needs to know); 0 for none. */
    size_t seen_offset;
};

/* Where something is wrong: a JSON pointer (RFC 6901) and what is wrong. */
struct fault {
    char pointer[120];
    char detail[200];
};
enum { FAULTS_MAX = 1000 }; /* then one more says that there are others */
struct faults {
    struct fault *list;
    size_t count, cap;
    bool failed; /* out of memory: the list is not complete */
};
void faults_add(struct faults *f, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void faults_free(struct faults *f);

/* fields_read(form, json, len, out, faults): fills *out (form->size bytes, set
 * to zero first).  Returns OK, BODY_INVALID with at least one fault added, or
 * NO_MEMORY.  The form bounds the size; nesting goes FIELDS_DEPTH_MAX deep; a
 * NUL byte is refused.  A WORDS has at least one element and no text of a TEXTS
 * is empty.  Any thread may call. */
enum { FIELDS_DEPTH_MAX = 16 };
enum err_code fields_read(const struct form *form, const char *json, size_t len,
                          void *out, struct faults *faults) MUST_CHECK;

/* fields_print(): appends the object.  fields_print_members() leaves out the
 * braces so that the caller can add keys of its own around it. */
void fields_print(struct buf *b, const char *key, const struct form *form,
                  const void *in);
void fields_print_members(struct buf *b, const struct form *form,
                          const void *in);

/* The index of `text` in the NULL-terminated words, or -1. */
int word_index(const char *const *words, const char *text);

/* Table rows.  `s` is the struct, `m` its member. */
#define F_AT(s, m) .offset = offsetof(s, m), .size = sizeof(((s *)0)->m)
#define F_TEXT(s, m, k, req, lo, hi)                                           \
    { .key = k, .type = FIELD_TEXT, .required = req, F_AT(s, m), .min = lo,    \
      .max = hi }
#define F_SHAPE(s, m, k, req, lo, hi, check, words_for_people)                 \
    { .key = k, .type = FIELD_TEXT, .required = req, F_AT(s, m), .min = lo,    \
      .max = hi, .valid = check, .expected = words_for_people }
#define F_LONG_TEXT(s, m, k, req, hi)                                          \
    { .key = k, .type = FIELD_TEXT, .required = req, F_AT(s, m), .max = hi,    \
      .multiline = true }
#define F_INT(s, m, k, req, lo, hi)                                            \
    { .key = k, .type = FIELD_INT, .required = req, F_AT(s, m), .min = lo,     \
      .max = hi }
#define F_BOOL(s, m, k, req, without)                                          \
    { .key = k, .type = FIELD_BOOL, .required = req, F_AT(s, m),               \
      .absent = without }
#define F_WORD(s, m, k, req, list, without)                                    \
    { .key = k, .type = FIELD_WORD, .required = req, F_AT(s, m),               \
      .words = list, .absent = without }
#define F_WORDS(s, m, k, req, list, without)                                   \
    { .key = k, .type = FIELD_WORDS, .required = req, F_AT(s, m),              \
      .words = list, .absent = without }
#define F_TIME(s, m, k, req)                                                   \
    { .key = k, .type = FIELD_TIME, .required = req, F_AT(s, m) }
#define F_FORM(s, m, k, req, f)                                                \
    { .key = k, .type = FIELD_FORM, .required = req, F_AT(s, m), .form = f }
#define F_LIST(s, m, n, k, req, lo, hi, f)                                     \
    { .key = k, .type = FIELD_LIST, .required = req, F_AT(s, m),               \
      .count_offset = offsetof(s, n), .min = lo, .max = hi, .form = f }
#define F_TEXTS(s, m, n, k, req, lo, hi)                                       \
    { .key = k, .type = FIELD_TEXTS, .required = req,                          \
      .offset = offsetof(s, m), .size = sizeof(((s *)0)->m[0]),                \
      .count_offset = offsetof(s, n), .min = lo, .max = hi }
#define F_END { .type = FIELD_END }

#endif
