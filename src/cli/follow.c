/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pick.h"
#include "engine/evidence.h"

enum { LINES_AT_ONCE = 10000, PATH_TEXT = 160 };

/* ---- asking ------------------------------------------------------------------- */

bool follow_call(struct follow *f, const struct http_request *rq,
                 struct answer *out)
{
    if (!client_call(&f->client, rq, out)) {
        snprintf(f->fault, sizeof f->fault, "%s", f->client.fault);
        return false;
    }
    if (out->status >= 200 && out->status < 300)
        return true;
    char detail[200] = "";
    struct pick *problem = pick_read(out->body, out->len);
    if (problem != NULL && !pick_text(problem, "/errors/0/detail", detail,
                                      sizeof detail))
        (void)pick_text(problem, "/detail", detail, sizeof detail);
    pick_free(problem);
    snprintf(f->fault, sizeof f->fault, "%s %s: %d %s", rq->method, rq->path,
             out->status, detail);
    return false;
}

static bool get(struct follow *f, const char *path, struct answer *out)
{
    return follow_call(f, &(struct http_request){ .method = "GET",
                                                  .path = path }, out);
}

/* The key as the server names it now: kept, and never asked for again. */
static bool ask_key(struct follow *f)
{
    struct answer answer;
    char hex[2 * PUBLIC_SIZE + 1];
    if (!get(f, "/v1/key", &answer))
        return false;
    struct pick *p = pick_read(answer.body, answer.len);
    bool found = p != NULL &&
                 pick_text(p, "/publicKey", hex, sizeof hex) &&
                 evidence_unhex(hex, strlen(hex), f->seen.key, PUBLIC_SIZE);
    pick_free(p);
    if (!found)
        snprintf(f->fault, sizeof f->fault, "the server names no key");
    return found;
}

static bool ask_assembly(struct follow *f)
{
    struct answer answer;
    int64_t id;
    if (!get(f, "/v1/assemblies?pageSize=1000", &answer))
        return false;
    struct pick *p = pick_read(answer.body, answer.len);
    for (size_t i = 0; p != NULL && i < pick_count(p, "/assemblies"); i++)
        if (pick_item_int(p, "/assemblies", i, "id", &id) &&
            id > f->assembly)
            f->assembly = id;
    pick_free(p);
    if (f->assembly == 0)
        snprintf(f->fault, sizeof f->fault, "the server has no assembly yet");
    return f->assembly != 0;
}

/* What is shown was held to its signed root before any of it is replayed. */
static enum err_code shown_root(void *cls, int64_t journal, int64_t size,
                                unsigned char out[LEAF_SIZE])
{
    const struct follow *f = cls;
    (void)journal; /* there is one */
    return history_root(&f->shown, size, out) ? ERR_OK : ERR_STORE_DAMAGED;
}

bool follow_open(struct follow *f, int64_t assembly)
{
    struct err err = { 0 };
    bool first = f->seen.note == NULL;
    if (replay_begin(&f->replay, shown_root, f, &err) != ERR_OK) {
        snprintf(f->fault, sizeof f->fault, "%s", err.detail);
        return false;
    }
    f->assembly = first ? assembly : f->seen.head.journal;
    if (!first && assembly != 0 && assembly != f->assembly) {
        snprintf(f->fault, sizeof f->fault,
                 "the state is of assembly %lld; keep one file for each",
                 (long long)f->assembly);
        return false;
    }
    return !first || (ask_key(f) && (f->assembly != 0 || ask_assembly(f)));
}

void follow_close(struct follow *f)
{
    client_close(&f->client);
    replay_end(&f->replay);
    history_free(&f->seen);
    history_free(&f->shown);
}

/* ---- lines --------------------------------------------------------------------- */

struct lines { /* from line `from` on, each with its newline */
    int64_t from;
    struct buf text;
};

static bool fetch_lines(struct follow *f, int64_t size, struct lines *out)
{
    struct answer answer;
    char path[PATH_TEXT];
    for (int64_t next = out->from; next < size;) {
        int64_t most = size - next < LINES_AT_ONCE ? size - next
                                                   : LINES_AT_ONCE;
        snprintf(path, sizeof path,
                 "/v1/assemblies/%lld/journal?from=%lld&limit=%lld",
                 (long long)f->assembly, (long long)next, (long long)most);
        if (!get(f, path, &answer))
            return false;
        int64_t before = next;
        for (const char *at = answer.body, *end = at + answer.len;
             next < before + most && at < end &&
             (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
            next++;
        if (next != before + most) {
            snprintf(f->fault, sizeof f->fault,
                     "the journal ends before line %lld", (long long)size);
            return false;
        }
        buf_add(&out->text, answer.body, answer.len);
    }
    if (!buf_ok(&out->text))
        snprintf(f->fault, sizeof f->fault, "no memory for the lines");
    return buf_ok(&out->text);
}

static struct journal_line first_line(const struct lines *l)
{
    return (struct journal_line){ .n = l->from - 1, .text = l->text.data };
}

/* The next one; `line` starts as first_line() with a length of none. */
static bool next_line(const struct lines *l, struct journal_line *line)
{
    const char *end = l->text.data + l->text.len;
    const char *at = line->text + line->len + (line->n >= l->from ? 1 : 0);
    const char *newline =
        l->text.len > 0 && at < end ? memchr(at, '\n', (size_t)(end - at))
                                    : NULL;
    if (newline == NULL)
        return false;
    line->n++;
    line->text = at;
    line->len = (size_t)(newline - at);
    return true;
}

/* Whether only its hash is shown, which is then in `leaf`. */
static bool is_withheld(const struct journal_line *line,
                        unsigned char leaf[LEAF_SIZE])
{
    char head[64];
    int len = snprintf(head, sizeof head,
                       "{\"n\":%lld,\"withheld\":true,\"hash\":\"",
                       (long long)line->n);
    return line->len == (size_t)len + 2 * LEAF_SIZE + 2 &&
           memcmp(line->text, head, (size_t)len) == 0 &&
           evidence_unhex(line->text + len, 2 * LEAF_SIZE, leaf, LEAF_SIZE);
}

/* Behind the lines that are taken over, which are those before l->from. */
static bool hash_lines(struct follow *f, const struct lines *l)
{
    unsigned char leaf[LEAF_SIZE];
    struct journal_line line = first_line(l);
    enum err_code rc = ERR_OK;
    while (rc == ERR_OK && next_line(l, &line)) {
        if (!is_withheld(&line, leaf))
            evidence_leaf(line.text, line.len, leaf);
        rc = history_add(&f->shown, leaf);
    }
    if (rc != ERR_OK)
        snprintf(f->fault, sizeof f->fault, "no memory for the hashes");
    return rc == ERR_OK;
}

/* ---- judging -------------------------------------------------------------------- */

/* What the note says, the lines must give; and what was seen before must be
 * there still. */
static enum step judge_history(struct follow *f)
{
    const struct checkpoint *was = &f->seen.head, *is = &f->shown.head;
    int64_t line;
    if (!history_holds(&f->shown)) {
        snprintf(f->fault, sizeof f->fault,
                 "the %lld lines it serves are not those it signed",
                 (long long)is->size);
        return STEP_DIFFERENT;
    }
    if (f->seen.note == NULL ||
        history_compare(&f->seen, &f->shown, &line) == HISTORY_SAME)
        return STEP_ON;
    snprintf(f->fault, sizeof f->fault,
             "it signed two histories: line %lld of the %lld it shows is not "
             "line %lld of the %lld it showed before", (long long)line,
             (long long)is->size, (long long)line, (long long)was->size);
    return STEP_DIFFERENT;
}

static bool is_news(const struct journal_line *line)
{
    struct record_head head;
    return !record_read_head(line->text, line->len, &head) ||
           head.kind != RECORD_COSIGNATURE;
}

/* The lines that were not replayed yet, as far as the first that is withheld.  The key that signs must be the one
 * that the journal names. */
static enum step judge_lines(struct follow *f, const struct lines *l)
{
    unsigned char leaf[LEAF_SIZE];
    struct journal_line line = first_line(l);
    struct err err = { 0 };
    bool open = false;
    while (next_line(l, &line)) {
        if (is_news(&line))
            f->news = line.n + 1;
        open |= is_withheld(&line, leaf);
        if (open || line.n < f->replayed)
            continue;
        enum err_code rc = replay_line(&f->replay, f->assembly, &line, &err);
        if (rc == ERR_OK && (!f->replay.has_key ||
                             memcmp(f->replay.key, f->seen.key,
                                    PUBLIC_SIZE) != 0))
            rc = err_set(&err, ERR_STORE_DAMAGED,
                         "line %lld: the journal names another key",
                         (long long)line.n);
        if (rc != ERR_OK) {
            snprintf(f->fault, sizeof f->fault, "%s",
                     err.detail[0] != '\0' ? err.detail : err_title(rc));
            return rc == ERR_STORE_DAMAGED ? STEP_DIFFERENT : STEP_FAILED;
        }
        f->replayed = line.n + 1;
    }
    return STEP_ON;
}

/* ---- a step ----------------------------------------------------------------------- */

static enum step take_note(struct follow *f)
{
    struct answer answer;
    char path[PATH_TEXT];
    snprintf(path, sizeof path, "/v1/assemblies/%lld/checkpoint",
             (long long)f->assembly);
    if (!get(f, path, &answer))
        return STEP_NO_ANSWER;
    history_free(&f->shown);
    if (history_begin(&f->shown, &f->seen, (size_t)f->replayed) != ERR_OK) {
        snprintf(f->fault, sizeof f->fault, "no memory");
        return STEP_FAILED;
    }
    if (history_sign(&f->shown, answer.body, answer.len) &&
        f->shown.head.journal == f->assembly)
        return STEP_ON;
    snprintf(f->fault, sizeof f->fault,
             "the checkpoint is not signed by the key that was seen first");
    return STEP_DIFFERENT;
}

/* Fewer lines than were seen: of the same history, or of another? */
static enum step judge_shorter(struct follow *f)
{
    unsigned char root[LEAF_SIZE];
    const struct checkpoint *is = &f->shown.head;
    bool same = history_root(&f->seen, is->size, root) &&
                memcmp(root, is->root, LEAF_SIZE) == 0;
    snprintf(f->fault, sizeof f->fault,
             same ? "it went back: it shows %lld lines and showed %lld before"
                  : "it signed two histories: the %lld lines it shows are not "
                    "the first of the %lld it showed before",
             (long long)is->size, (long long)f->seen.head.size);
    return STEP_DIFFERENT;
}

/* What is new; all of it when that does not fit what was seen, so that it can
 * be told whether it is another history. */
static bool take_lines(struct follow *f, struct lines *lines)
{
    int64_t size = f->shown.head.size;
    if (size < f->replayed) {
        lines->from = 0;
        history_restart(&f->shown);
    }
    bool taken = fetch_lines(f, size, lines) && hash_lines(f, lines);
    if (!taken || lines->from == 0 || history_holds(&f->shown))
        return taken;
    lines->from = 0;
    history_restart(&f->shown);
    buf_reset(&lines->text);
    return fetch_lines(f, size, lines) && hash_lines(f, lines);
}

enum step follow_step(struct follow *f)
{
    struct lines lines = { .from = f->replayed };
    enum step step = take_note(f);
    if (step != STEP_ON)
        return step;
    const struct checkpoint *was = &f->seen.head, *is = &f->shown.head;
    bool first = f->seen.note == NULL;
    if (!first && is->size == was->size && f->replayed == was->size &&
        memcmp(is->root, was->root, LEAF_SIZE) == 0)
        return STEP_SAME;
    bool fetched = take_lines(f, &lines);
    if (!first && is->size < was->size)
        step = judge_shorter(f);
    else if (!fetched)
        step = STEP_NO_ANSWER;
    else
        step = judge_history(f);
    if (step == STEP_ON)
        step = judge_lines(f, &lines);
    buf_free(&lines.text);
    if (step != STEP_ON)
        return step;
    history_free(&f->seen);
    f->seen = f->shown;
    f->shown = (struct history){ 0 };
    return STEP_ON;
}
