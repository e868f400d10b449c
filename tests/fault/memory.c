/* SPDX-License-Identifier: EUPL-1.2 */
/* memory: every request once more for each of its allocations, which fails.
 *
 * The answer is 503 or the right one, never another; nothing crashes, and what
 * was answered with 503 left the state as it was.  The allocations of SQLite
 * fail through its own hook, ours when this program is linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup.  Those of
 * jansson do not fail: 2.14 itself frees a stray pointer when one does in the
 * middle of a text.
 */
#include <sqlite3.h>

#include "base/log.h"
#include "fault/scene.h"

static int tests, failures;

/* ---- allocations --------------------------------------------------------- */

static struct {
    bool armed, lasting; /* lasting: every later one fails as well */
    long countdown;
    bool tripped;
} heap;

static bool fails(void)
{
    if (!heap.armed || heap.countdown-- > 0)
        return false;
    if (heap.tripped && !heap.lasting)
        return false;
    heap.tripped = true;
    return true;
}

static void arm(long n, bool lasting)
{
    heap.armed = true;
    heap.tripped = false;
    heap.countdown = n;
    heap.lasting = lasting;
}

void *__real_malloc(size_t size) __attribute__((weak));
void *__real_calloc(size_t count, size_t size) __attribute__((weak));
void *__real_realloc(void *p, size_t size) __attribute__((weak));
char *__real_strdup(const char *text) __attribute__((weak));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    return fails() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

static sqlite3_mem_methods sqlite_heap;

static void *sqlite_malloc(int size)
{
    return fails() ? NULL : sqlite_heap.xMalloc(size);
}

static void *sqlite_realloc(void *p, int size)
{
    return fails() ? NULL : sqlite_heap.xRealloc(p, size);
}

static void hook_sqlite(void)
{
    sqlite3_mem_methods mine;
    must(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_heap) == SQLITE_OK);
    mine = sqlite_heap;
    mine.xMalloc = sqlite_malloc;
    mine.xRealloc = sqlite_realloc;
    must(sqlite3_config(SQLITE_CONFIG_MALLOC, &mine) == SQLITE_OK);
}

/* ---- one request --------------------------------------------------------- */

struct request {
    enum role role;
    const char *line, *json; /* or a press: */
    int64_t number, round;
    const char *choice;
    int64_t sequence;
};
#define BY(who, ...) { .role = who, .line = __VA_ARGS__ }
#define PRESS(...) { .number = __VA_ARGS__ }

static const char csv[] =
    "code;soort;naam;inwoners;peildatum\r\n"
    "GM0009;gemeente;\"Veendorp\"\"\";900;2026-01-01\r\n";

/* Of credential 1; the body is made for it. */
static char token[TOKEN_SIZE];
static const char sign_in[] = "sign in";

static const struct request requests[] = {
    BY(OPERATOR, "PUT /v1/members", .json =
       "[{'code':'GM0001','kind':'municipality','name':'Aadorp',"
       "'inhabitants':1000,'referenceDate':'2026-01-01'},"
       "{'code':'GM0002','kind':'municipality','name':'Beedorp',"
       "'inhabitants':2000,'referenceDate':'2026-01-01'}]"),
    BY(OPERATOR, "PUT /v1/members", .json =
       "[{'code':'GM0001','kind':'municipality','name':'Aadorp',"
       "'inhabitants':1000},{'code':'nonsense','kind':'x','name':''}]"),
    BY(OPERATOR, "PUT /v1/members", .json =
       "[{'code':'GM0001','kind':'municipality','name':'Aadorp',"
       "'inhabitants':1000}]"),
    BY(OPERATOR, "PUT /v1/members", .json = csv),
    BY(OPERATOR, "POST /v1/assemblies", .json =
       "{'kind':'alv','title':'Proef','date':'2026-06-01','place':'hier',"
       "'weightRules':{'region':{'perInhabitants':10,'rounding':'up',"
       "'minimum':5,'cap':4}}}"),
    BY(OPERATOR, "POST /v1/assemblies", .json =
       "{'kind':'alv','title':'Proef','date':'2026-06-01','place':'hier'}"),
    BY(OPERATOR, "POST /v1/assemblies/1/transitions", .json =
       "{'to':'convened'}"),
    BY(OPERATOR, "POST /v1/assemblies/1/transitions", .json =
       "{'to':'opened'}"),
    BY(OPERATOR, "PUT /v1/assemblies/1/attendance", .json =
       "[{'member':'GM0001','present':true},{'member':'GM8888',"
       "'present':true}]"),
    BY(OPERATOR, "PUT /v1/assemblies/1/attendance", .json =
       "[{'member':'GM0001','present':true}]"),
    BY(OPERATOR, "PUT /v1/assemblies/1/roll/GM0002/attendance", .json =
       "{'present':true}"),
    BY(OPERATOR, "POST /v1/assemblies/1/handsets", .json =
       "[{'serial':'K1','member':'GM0001'},{'serial':'K1',"
       "'member':'GM7777'}]"),
    BY(OPERATOR, "POST /v1/assemblies/1/handsets", .json =
       "[{'serial':'K1','member':'GM0001'},{'serial':'K2',"
       "'member':'GM0002'}]"),
    BY(OPERATOR, "POST /v1/assemblies/1/handsets/K1/codes"),
    BY(OPERATOR, "POST /v1/assemblies/1/handsets/K1/codes"),
    BY(OPERATOR, "POST /v1/session", .json = "{}"),
    BY(OPERATOR, "POST /v1/session", .json = sign_in),
    BY(OPERATOR, "POST /v1/qr-codes", .json = "{'text':'https://a.nl'}"),
    BY(OPERATOR, "POST /v1/assemblies/1/motions", .json =
       "{'number':'1','kind':'motion','title':'t','amends':7}"),
    BY(OPERATOR, "POST /v1/assemblies/1/motions", .json =
       "{'number':'1','kind':'motion','title':'t','movers':['GM0001']}"),
    BY(OPERATOR, "PATCH /v1/motions/1", .json = "{'title':'u'}"),
    BY(OPERATOR, "POST /v1/motions/1/decisions", .json =
       "{'outcome':'adopted'}"),
    BY(OPERATOR, "POST /v1/motions/1/rounds", .json =
       "{'options':['for','a','a'],'majority':{'numerator':3,"
       "'denominator':2,'comparison':'at-least','base':'cast'}}"),
    BY(OPERATOR, "POST /v1/motions/1/rounds", .json =
       "{'majority':'two-thirds'}"),
    BY(OPERATOR, "POST /v1/rounds/1/transitions", .json =
       "{'to':'open','durationSeconds':60}"),
    PRESS(1, .round = 1, .choice = "for", .sequence = 1),
    PRESS(1, .round = 1, .choice = "for", .sequence = 1),
    PRESS(1, .round = 1, .choice = "against", .sequence = 2),
    PRESS(1, .round = 1, .choice = "for", .sequence = 1),
    PRESS(1, .round = 1, .choice = "for", .sequence = 2),
    PRESS(1, .round = 1, .choice = "perhaps", .sequence = 3),
    BY(GATEWAY, "POST /v1/rounds/1/ballot-batches", .json =
       "{'ballots':[{'handset':'K2','key':1,'sequence':1},"
       "{'handset':'K2','key':1,'sequence':1},"
       "{'handset':'none','key':9,'sequence':1}]}"),
    BY(OPERATOR, "GET /v1/assemblies/1/handsets"),
    BY(OPERATOR, "GET /v1/rounds/1/missing"),
    BY(OPERATOR, "POST /v1/rounds/1/transitions", .json = "{'to':'closed'}"),
    PRESS(2, .round = 1, .choice = "for", .sequence = 9),
    BY(CHAIR, "POST /v1/rounds/1/transitions", .json = "{'to':'declared'}"),
    BY(COMMITTEE, "POST /v1/rounds/1/transitions", .json =
       "{'to':'certified'}"),
    BY(OPERATOR, "POST /v1/rounds/1/transitions", .json =
       "{'to':'published'}"),
    BY(OPERATOR, "POST /v1/rounds/1/transitions", .json =
       "{'to':'annulled'}"),
    BY(OPERATOR, "GET /v1/members"),
    BY(OPERATOR, "GET /v1/members/GM0001"),
    BY(OPERATOR, "GET /v1/assemblies"),
    BY(OPERATOR, "GET /v1/assemblies/1"),
    BY(OPERATOR, "GET /v1/assemblies/1/roll"),
    BY(OPERATOR, "GET /v1/assemblies/1/motions"),
    BY(OPERATOR, "GET /v1/assemblies/1/journal"),
    BY(OPERATOR, "GET /v1/assemblies/1/checkpoint"),
    BY(OPERATOR, "GET /v1/assemblies/1/proofs/0"),
    BY(OPERATOR, "GET /v1/assemblies/1/consistency"),
    BY(OPERATOR, "GET /v1/rounds/1"),
    BY(OPERATOR, "GET /v1/rounds/1/transitions"),
    BY(OPERATOR, "GET /v1/rounds/1/ballots"),
    BY(OPERATOR, "GET /v1/results"),
    BY(OPERATOR, "GET /v1/results/1"),
    BY(OPERATOR, "GET /"),
    BY(OPERATOR, "GET /results/1"),
    BY(OPERATOR, "GET /results/1/bundle.zip"),
    BY(OPERATOR, "GET /results/rounds/1"),
    BY(OPERATOR, "GET /results/rounds/1/votes.csv"),
    BY(OPERATOR, "GET /members"),
    BY(OPERATOR, "GET /members/GM0001"),
    BY(OPERATOR, "POST /v1/tokens", .json = "{'role':'display'}"),
    BY(OPERATOR, "GET /v1/tokens"),
    BY(OPERATOR, "DELETE /v1/tokens/1"),
    BY(OPERATOR, "DELETE /v1/assemblies/1/handsets/K1"),
};

static void make(struct asked *q, const struct request *r)
{
    if (r->line == NULL) {
        asked_press(q, r->number, r->round, r->choice, r->sequence);
    } else if (r->json == csv) {
        asked_make(q, r->role, r->line, "[]");
        free(q->call.form);
        faults_free(&q->call.faults);
        q->call.form = NULL;
        q->call.text = csv;
        q->call.text_len = strlen(csv);
        q->read = ERR_OK;
    } else if (r->json == sign_in) {
        char json[100];
        snprintf(json, sizeof json, "{'token':'%s'}", token);
        asked_make(q, r->role, r->line, json);
    } else {
        asked_make(q, r->role, r->line, r->json);
    }
    q->job.call = &q->call;
}

/* Runs it without committing.  An answer that did not fit in memory is what
 * the server takes it for. */
static enum err_code run(struct scene *s, struct asked *q)
{
    enum err_code rc = q->read;
    if (rc == ERR_OK && q->job.view != NULL)
        rc = scene_view(s, q);
    if (rc == ERR_OK && q->job.view == NULL)
        rc = q->job.command(&s->tx, &q->call);
    if (rc == ERR_OK && (!buf_ok(&q->call.out) || !buf_ok(&q->call.links)))
        rc = ERR_NO_MEMORY;
    return rc;
}

/* ---- trials -------------------------------------------------------------- */

struct figures {
    long trials, refused;
    char said[300];
};

static int64_t lines(struct scene *s)
{
    return s->live.register_next +
           (s->live.assemblies != NULL ? s->live.assemblies->journal_next : 0);
}

/* The n-th allocation fails.  False when there is no n-th. */
static bool trial(struct scene *s, const struct request *r, long n,
                  bool lasting, enum err_code right, struct figures *f)
{
    struct asked q;
    int64_t before = lines(s);
    arm(n, lasting);
    make(&q, r);
    enum err_code rc = run(s, &q);
    bool tripped = heap.tripped;
    heap.armed = false;
    if (rc != right && err_http(rc) != 503)
        snprintf(f->said, sizeof f->said, "allocation %ld of '%s %s': %s "
                 "instead of %s", n, r->line != NULL ? r->line : "press",
                 r->json != NULL ? r->json : "", err_slug(rc),
                 err_slug(right));
    f->trials++;
    f->refused += rc != right;
    must(db_is_idle(s->db));
    must(tx_rollback(&s->tx) == ERR_OK);
    must(tx_load(&s->tx) == ERR_OK);
    if (lines(s) != before)
        snprintf(f->said, sizeof f->said, "the state changed");
    asked_clear(&q);
    return tripped;
}

/* What a request gets, and does, when nothing fails. */
static enum err_code dry_run(struct scene *s, const struct request *r)
{
    struct asked q;
    make(&q, r);
    enum err_code rc = run(s, &q);
    must(tx_rollback(&s->tx) == ERR_OK);
    must(tx_load(&s->tx) == ERR_OK);
    asked_clear(&q);
    return rc;
}

static void for_good(struct scene *s, const struct request *r)
{
    struct asked q;
    make(&q, r);
    (void)scene_run(s, &q);
    asked_clear(&q);
}

static void report(const char *what, const struct figures *f)
{
    bool good = f->said[0] == '\0' && f->trials > 0 && f->refused > 0;
    printf("%s %d - %s: %ld failing allocations, %ld times 503%s%s\n",
           good ? "ok" : "not ok", ++tests, what, f->trials, f->refused,
           f->said[0] != '\0' ? "; " : "", f->said);
    fflush(stdout);
    failures += !good;
}

/* Each of the first, then some: convening loads a whole register. */
static long following(long n)
{
    return n < 150 ? n + 1 : n + 1 + n / 20;
}

static void requests_test(bool lasting, const char *what)
{
    struct figures f = { 0 };
    struct credential c = { .id = 1, .role = DISPLAY };
    struct scene s;
    scene_open(&s, NULL);
    secret_make(token, c.hash);
    must(credential_insert(s.db, &c) == ERR_OK && tx_load(&s.tx) == ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        enum err_code right = dry_run(&s, &requests[i]);
        for (long n = 0;
             trial(&s, &requests[i], n, lasting, right, &f) &&
             f.said[0] == '\0' && n < 3000;
             n = following(n))
            continue;
        for_good(&s, &requests[i]);
    }
    scene_close(&s);
    report(what, &f);
}

/* ---- whole stores -------------------------------------------------------- */

static void verify_test(void)
{
    struct figures f = { 0 };
    struct scene s;
    bool tripped = true;
    scene_open(&s, NULL);
    scene_everything(&s);
    for (long n = 0; tripped && n < 20000 && f.said[0] == '\0';
         n = n < 50 ? n + 1 : n + n / 16) {
        struct verify_counts counts;
        struct err err = { 0 };
        arm(n, false);
        enum err_code rc = verify_store(s.db, NULL, NULL, &counts, &err);
        tripped = heap.tripped;
        heap.armed = false;
        f.trials++;
        f.refused += rc != ERR_OK;
        if (rc != ERR_OK && err_http(rc) != 503)
            snprintf(f.said, sizeof f.said, "allocation %ld: %s", n,
                     err.detail);
    }
    scene_close(&s);
    report("a store is not called damaged for want of memory", &f);
}

static void open_test(void)
{
    struct figures f = { 0 };
    bool tripped = true;
    for (long n = 0; tripped && n < 20000 && f.said[0] == '\0';
         n = n < 100 ? n + 1 : n + n / 16) {
        struct err err = { 0 };
        struct db *db = NULL;
        arm(n, n % 2 == 0);
        enum err_code rc = db_open("", DB_MEMORY, &db, &err);
        tripped = heap.tripped;
        heap.armed = false;
        db_close(db);
        f.trials++;
        f.refused += rc != ERR_OK;
        if (rc != ERR_OK && err_http(rc) != 503)
            snprintf(f.said, sizeof f.said, "allocation %ld: %s", n,
                     err.detail);
    }
    report("a store opens or it does not", &f);
}

int main(void)
{
    log_set_level((enum log_level)(LOG_ERROR + 1));
    hook_sqlite();
    printf("1..4\n");
    if (__real_malloc == NULL)
        printf("# our own allocations do not fail: not linked with --wrap\n");
    requests_test(false, "one allocation fails");
    requests_test(true, "from one allocation on all fail");
    verify_test();
    open_test();
    return failures > 0;
}
