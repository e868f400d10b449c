/* SPDX-License-Identifier: EUPL-1.2 */
/* vfs: the real writer on a disk that fails.
 *
 * A SQLite VFS stands between the store and the system's.  It remembers what
 * the disk is sure to have (what was synced) and what it may have (what was
 * written since).
 *
 *   - The power fails at every write and every sync: whatever the disk then
 *     has of the unsynced writes, each acknowledged ballot is there and
 *     `stembus verify` finds nothing.
 *   - The n-th write fails, for every n: each job is acknowledged or refused
 *     with 503, and the writer goes on.
 *   - The n-th sync fails, for every n, and the system forgets what it could
 *     not write, as Linux does: the writer is lost, and what a new process
 *     acknowledges survives a power failure.
 */
#include <poll.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "engine/writer.h"
#include "fault/scene.h"
#include "fault/shim.h"

static int tests, failures;

static void tap(bool good, const char *what, const char *figures)
{
    printf("%s %d - %s%s%s\n", good ? "ok" : "not ok", ++tests, what,
           figures[0] != '\0' ? ": " : "", figures);
    fflush(stdout);
    failures += !good;
}

/* ---- the machine: a folder, a writer, and what it acknowledged ----------- */

static char template[300], work[300], cut_folder[300];

struct ack {
    int64_t round, n, assignment, sequence;
};
enum { ACKS_MAX = 1000 };
static struct ack acks[ACKS_MAX];
static atomic_int ack_count;

static struct {
    struct writer *writer;
    struct mailbox mailbox;
    struct hub *hub;
    struct keyring *keyring;
    struct metrics metrics;
    enum err_code opened;
} machine;

static void copy_folder(const char *from, const char *to)
{
    char path[300];
    for (int i = 0; i < DISK_FILES; i++) {
        struct image im = { 0 };
        path_in(path, from, file_names[i]);
        image_load(&im, path);
        path_in(path, to, file_names[i]);
        image_save(&im, path);
        image_free(&im);
    }
    path_in(path, to, "stembus.db-shm");
    (void)unlink(path);
}

/* A store with the hall of scene.h, an open round 1 and a prepared round 2. */
static void make_template(void)
{
    struct scene s;
    char path[300];
    int64_t round;
    path_in(path, template, file_names[DATABASE]);
    scene_open(&s, path);
    scene_hall(&s);
    scene_needs(&s, "PUT /v1/assemblies/1/roll/GM0003/attendance",
                "{'present':true}");
    scene_round(&s, "motion", "{}", &round);
    scene_reach(&s, round, ROUND_STATE_OPEN);
    scene_round(&s, "motion", "{}", &round);
    scene_close(&s);
}

static bool machine_start(const char *folder)
{
    static const unsigned char no_key[CODE_KEY_SIZE];
    char path[300];
    struct db *db = NULL;
    struct err err = { 0 };
    path_in(path, folder, file_names[DATABASE]);
    disk.tracking = true;
    machine.opened = db_open(path, DB_WRITE, &db, &err);
    disk.tracking = false;
    if (machine.opened != ERR_OK)
        return false;
    must(auth_new(0, no_key, &machine.keyring) == ERR_OK);
    must(hub_new(&machine.hub) == ERR_OK);
    must(mailbox_init(&machine.mailbox) == ERR_OK);
    /* The write-ahead log is opened with the first transaction. */
    disk.tracking = true;
    machine.opened = writer_start(&(struct writer_setup){
        .db = db, .keyring = machine.keyring, .hub = machine.hub,
        .mailbox = &machine.mailbox, .metrics = &machine.metrics,
        .public_key = "", .batch_limit = 100 }, &machine.writer, &err);
    if (machine.opened == ERR_OK)
        return true;
    db_close(db);
    disk.tracking = false;
    mailbox_destroy(&machine.mailbox);
    hub_free(machine.hub);
    auth_free(machine.keyring);
    machine.writer = NULL;
    return false;
}

static void machine_stop(void)
{
    writer_stop(machine.writer);
    disk.tracking = false;
    mailbox_destroy(&machine.mailbox);
    hub_free(machine.hub);
    auth_free(machine.keyring);
    machine.writer = NULL;
}

/* Hands the jobs over together and waits until all came back. */
static void machine_do(struct asked *q, size_t count)
{
    struct job_list jobs, back;
    size_t done = 0;
    job_list_clear(&jobs);
    for (size_t i = 0; i < count; i++) {
        q[i].job.call = &q[i].call;
        job_list_add(&jobs, &q[i].job);
    }
    writer_put(machine.writer, &jobs);
    while (done < count) {
        struct pollfd p = { .fd = machine.mailbox.event, .events = POLLIN };
        must(poll(&p, 1, 20000) == 1); /* every job comes back */
        mailbox_take(&machine.mailbox, &back);
        done += back.count;
    }
}

/* ---- the scenario: steps that a client repeats until they are done ------- */

struct step {
    const char *line, *json; /* a request of the operator, or */
    int64_t round;           /* presses of all four at once: */
    const char *choice;
    int64_t sequence;
};
#define REQUEST(path, body) { .line = path, .json = body }
static const struct step scenario[] = {
    { .round = 1, .choice = "for", .sequence = 1 },
    { .round = 1, .choice = "against", .sequence = 2 },
    REQUEST("checkpoint", NULL),
    { .round = 1, .choice = "abstain", .sequence = 3 },
    { .round = 1, .choice = "for", .sequence = 4 },
    REQUEST("POST /v1/rounds/1/transitions", "{'to':'closed'}"),
    REQUEST("POST /v1/rounds/1/transitions", "{'to':'declared'}"),
    REQUEST("POST /v1/rounds/2/transitions", "{'to':'open'}"),
    { .round = 2, .choice = "for", .sequence = 1 },
    REQUEST("POST /v1/tokens", "{'role':'display'}"),
    REQUEST("checkpoint", NULL),
    { .round = 2, .choice = "against", .sequence = 2 },
    REQUEST("POST /v1/rounds/2/transitions", "{'to':'closed'}"),
    REQUEST("POST /v1/rounds/2/transitions", "{'to':'declared'}"),
};
enum { MEMBERS = 4, TRIES = 12 };

/* The writer checkpoints when the log is long; here it is told to. */
static enum err_code checkpoint(struct tx *tx, struct call *call)
{
    (void)call;
    return db_checkpoint(tx->db);
}

static void note_ack(const struct asked *q, const struct step *step)
{
    int64_t n = -1;
    int at = atomic_load(&ack_count);
    const char *found = strstr(q->call.out.data, "\"journal\":");
    must(found != NULL && at < ACKS_MAX);
    n = strtoll(found + strlen("\"journal\":"), NULL, 10);
    acks[at] = (struct ack){ step->round, n, q->call.who.assignment,
                             step->sequence };
    atomic_store(&ack_count, at + 1);
}

/* Whether the answer is what a job on a failing disk may get. */
static bool is_fair(enum err_code code)
{
    return code == ERR_OK || err_http(code) == 503;
}

struct tally_of_run {
    int refused, unfair, unfinished;
};

static void run_step(const struct step *step, struct tally_of_run *run)
{
    struct asked q[MEMBERS];
    size_t count = step->line == NULL ? MEMBERS : 1;
    bool done = false;
    for (int try = 0; !done && try < TRIES; try++) {
        done = true;
        for (size_t i = 0; i < count; i++) {
            if (step->line == NULL) {
                asked_press(&q[i], (int64_t)i + 1, step->round, step->choice,
                            step->sequence);
            } else if (step->json == NULL) {
                q[i] = (struct asked){ .job.command = checkpoint };
            } else {
                asked_make(&q[i], OPERATOR, step->line, step->json);
            }
        }
        machine_do(q, count);
        for (size_t i = 0; i < count; i++) {
            run->unfair += !is_fair(q[i].job.code);
            if (err_http(q[i].job.code) == 503) {
                done = false;
                run->refused++;
            } else if (step->line == NULL && q[i].job.code == ERR_OK) {
                note_ack(&q[i], step);
            }
            asked_clear(&q[i]);
        }
        if (writer_is_lost(machine.writer))
            break;
    }
    run->unfinished += !done;
}

/* Gives the step that it came to. */
static size_t run_scenario(size_t from, struct tally_of_run *run)
{
    size_t at = from;
    for (; at < ARRAY_LEN(scenario); at++) {
        run_step(&scenario[at], run);
        if (writer_is_lost(machine.writer))
            break;
    }
    return at;
}

/* ---- what must be there afterwards --------------------------------------- */

/* Opens the store in a folder as a new process would; says what is wrong. */
static bool store_holds(const char *folder, int acknowledged, char said[400])
{
    char path[300];
    struct db *db = NULL;
    struct err err = { 0 };
    struct verify_counts counts;
    bool tracking = disk.tracking;
    disk.tracking = false;
    path_in(path, folder, file_names[DATABASE]);
    bool good = db_open(path, DB_WRITE, &db, &err) == ERR_OK &&
                verify_store(db, NULL, NULL, &counts, &err) == ERR_OK;
    if (!good)
        snprintf(said, 400, "%s", err.detail);
    for (int i = 0; good && i < acknowledged; i++) {
        struct ballot_row row;
        good = ballot_get(db, acks[i].round, acks[i].n, &row) == ERR_OK &&
               row.ballot.sequence == acks[i].sequence;
        if (!good)
            snprintf(said, 400, "acknowledged ballot %d of %d, line %lld, is "
                     "gone", i + 1, acknowledged, (long long)acks[i].n);
    }
    db_close(db);
    disk.tracking = tracking;
    return good;
}

/* ---- power failures ------------------------------------------------------ */

static uint64_t luck = 88172645463325252u;

static uint64_t dice(void)
{
    luck ^= luck << 13;
    luck ^= luck >> 7;
    luck ^= luck << 17;
    return luck;
}

/* Which of the unsynced writes the disk has. */
enum fate { NONE, ALL, SOME, SOME_TORN, FATE_COUNT };

static struct {
    int cuts, bad;
    char said[400];
} power;

static void save_fate(const struct disk_file *f, enum fate fate,
                      const char *path)
{
    struct image im = { 0 };
    if (f->sure.exists)
        image_write(&im, 0, f->sure.bytes, f->sure.len);
    for (size_t i = 0; i < f->change_count && fate != NONE; i++) {
        size_t len = f->changes[i].len;
        if (fate >= SOME && dice() % 2 == 0)
            continue;
        if (fate == SOME_TORN && len > 512 && dice() % 4 == 0)
            len = 512 * (1 + (size_t)(dice() % (len / 512)));
        apply_change(&im, &f->changes[i], len);
    }
    image_save(&im, path);
    image_free(&im);
}

static void cut(enum fate fate)
{
    char path[300], said[400];
    int acknowledged = atomic_load(&ack_count);
    for (int i = 0; i < DISK_FILES; i++) {
        path_in(path, cut_folder, file_names[i]);
        save_fate(&disk.file[i], fate, path);
    }
    path_in(path, cut_folder, "stembus.db-shm");
    (void)unlink(path);
    power.cuts++;
    if (store_holds(cut_folder, acknowledged, said))
        return;
    if (power.bad++ == 0)
        memcpy(power.said, said, sizeof said);
}

/* Runs on the writer's thread, in the middle of what it does. */
static void power_fails(enum file_event e)
{
    if (e == A_WRITE)
        cut(SOME_TORN);
    else
        for (int fate = 0; fate < FATE_COUNT; fate++)
            cut((enum fate)fate);
}

/* Fewer of them, where each of many runs ends with this. */
static void power_fails_now_and_then(enum file_event e)
{
    if (e == A_SYNC) {
        cut(NONE);
        cut(SOME_TORN);
    }
}

static void power_test(void)
{
    struct tally_of_run run = { 0 };
    char figures[600], said[400] = "";
    power.cuts = power.bad = 0;
    atomic_store(&ack_count, 0);
    copy_folder(template, work);
    disk_begin(work);
    disk.trip = NO_TRIP;
    disk.on_event = power_fails;
    must(machine_start(work));
    run_scenario(0, &run);
    disk.on_event = NULL;
    machine_stop();
    bool kept = store_holds(work, atomic_load(&ack_count), said);
    bool good = power.bad == 0 && power.cuts > 100 && kept &&
                run.refused + run.unfair + run.unfinished == 0 &&
                atomic_load(&ack_count) == 24;
    snprintf(figures, sizeof figures, "%d cuts, %d acknowledged%s%s",
             power.cuts, atomic_load(&ack_count),
             power.bad > 0 ? "; " : "", power.bad > 0 ? power.said : said);
    tap(good, "whatever a power failure leaves, acknowledged ballots stand",
        figures);
}

/* ---- writes that fail ---------------------------------------------------- */

struct failing {
    const char *what;
    enum trip kind;
    int code, repeats;
};

static void arm(const struct failing *f, int n)
{
    disk.trip = f->kind;
    disk.code = f->code;
    disk.countdown = n;
    disk.repeats = f->repeats;
    disk.tripped = 0;
}

/* The n-th write fails.  False when there is no n-th. */
static bool write_fails(const struct failing *f, int n, int *refused,
                        char said[400])
{
    struct tally_of_run run = { 0 };
    bool good = true;
    atomic_store(&ack_count, 0);
    copy_folder(template, work);
    disk_begin(work);
    arm(f, n);
    for (int try = 0; !machine_start(work); try++)
        good &= err_http(machine.opened) == 503 && try < TRIES;
    run_scenario(0, &run);
    bool lost = writer_is_lost(machine.writer);
    machine_stop();
    disk.trip = NO_TRIP;
    *refused += run.refused;
    if (!good || lost || run.unfair > 0 || run.unfinished > 0)
        snprintf(said, 400, "write %d: lost %d, unfair %d, unfinished %d", n,
                 lost, run.unfair, run.unfinished);
    else if (!store_holds(work, atomic_load(&ack_count), said) ||
             atomic_load(&ack_count) < 23)
        snprintf(said + strlen(said), 100, " (write %d)", n);
    return disk.tripped > 0;
}

static void writes_test(const struct failing *f)
{
    char said[400] = "", figures[500];
    int n = 0, refused = 0;
    while (write_fails(f, n, &refused, said) && said[0] == '\0')
        n++;
    snprintf(figures, sizeof figures, "%d writes, %d jobs refused%s%s", n,
             refused, said[0] != '\0' ? "; " : "", said);
    tap(said[0] == '\0' && n > 30 && (refused > 0) == (f->repeats > 1),
        f->what, figures);
}

/* ---- syncs that fail ----------------------------------------------------- */

static void process_dies(void)
{
    /* Nothing of the former process runs on: what it left is copied away, as
     * the page cache has it, before it can tidy up. */
    copy_folder(work, cut_folder);
    struct image sure[DISK_FILES];
    for (int i = 0; i < DISK_FILES; i++) {
        sure[i] = disk.file[i].sure;
        disk.file[i].sure = (struct image){ 0 };
        forget_changes(&disk.file[i]);
    }
    machine_stop();
    copy_folder(cut_folder, work);
    disk_clear();
    for (int i = 0; i < DISK_FILES; i++)
        disk.file[i].sure = sure[i];
}

/* The n-th sync fails and the process ends, with or without closing the
 * store.  False when there is no n-th. */
static bool sync_fails(int n, bool dies, char said[400])
{
    static const struct failing failing = { "", TRIP_SYNC,
                                            SQLITE_IOERR_FSYNC, 1 };
    struct tally_of_run run = { 0 };
    atomic_store(&ack_count, 0);
    copy_folder(template, work);
    disk_begin(work);
    arm(&failing, n);
    bool started = machine_start(work);
    size_t at = started ? run_scenario(0, &run) : 0;
    bool tripped = disk.tripped > 0;
    bool lost = started && writer_is_lost(machine.writer);
    if (started && tripped && at < ARRAY_LEN(scenario)) {
        struct tally_of_run after = { 0 };
        run_step(&scenario[at], &after);
        if (after.refused == 0 || atomic_load(&ack_count) < 0)
            snprintf(said, 400, "sync %d: the lost writer wrote on", n);
    }
    disk.trip = NO_TRIP;
    if (started && dies)
        process_dies();
    else if (started)
        machine_stop();
    /* A new process, and then a power failure. */
    power.cuts = power.bad = 0;
    disk.on_event = power_fails_now_and_then;
    if (!machine_start(work)) {
        snprintf(said, 400, "sync %d: the store does not open again", n);
        disk.on_event = NULL;
        return false;
    }
    run.unfinished = 0;
    run_scenario(at, &run);
    disk.on_event = NULL;
    machine_stop();
    if (said[0] != '\0')
        return tripped;
    if (run.unfair > 0 || run.unfinished > 0 ||
        (tripped && started && !lost))
        snprintf(said, 400, "sync %d: lost %d, unfair %d, unfinished %d", n,
                 lost, run.unfair, run.unfinished);
    else if (power.bad > 0)
        snprintf(said, 400, "sync %d: %.300s", n, power.said);
    else
        (void)store_holds(work, atomic_load(&ack_count), said);
    return tripped;
}

static void syncs_test(bool dies, const char *what)
{
    char said[400] = "", figures[500];
    int n = 0;
    while (sync_fails(n, dies, said) && said[0] == '\0')
        n++;
    snprintf(figures, sizeof figures, "%d syncs%s%s", n,
             said[0] != '\0' ? "; " : "", said);
    tap(said[0] == '\0' && n > 10, what, figures);
}

/* ---- all of it ----------------------------------------------------------- */

static void make_folder(char out[300], const char *under_folder,
                        const char *name)
{
    path_in(out, under_folder, name);
    must(mkdir(out, 0700) == 0);
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = { "stembus.db", "stembus.db-wal",
                                         "stembus.db-shm" };
    char path[300];
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        path_in(path, folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int main(void)
{
    static const struct failing cases[] = {
        { "a write for which the disk is full", TRIP_WRITE, SQLITE_FULL, 1 },
        { "a disk that is full for six writes", TRIP_WRITE, SQLITE_FULL, 6 },
        { "a write that fails", TRIP_WRITE, SQLITE_IOERR_WRITE, 1 },
    };
    const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char folder[200];
    log_set_level((enum log_level)(LOG_ERROR + 1));
    snprintf(folder, sizeof folder, "%s/stembus-vfs-XXXXXX", memory);
    must(mkdtemp(folder) != NULL);
    make_folder(template, folder, "template");
    make_folder(work, folder, "work");
    make_folder(cut_folder, folder, "cut");
    shim_register();
    make_template();
    printf("1..%zu\n", ARRAY_LEN(cases) + 3);
    power_test();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        writes_test(&cases[i]);
    syncs_test(false, "after a failed sync the writer ends; the next one's "
                      "word holds");
    syncs_test(true, "also when it cannot even close the store");
    disk_clear();
    remove_folder(template);
    remove_folder(work);
    remove_folder(cut_folder);
    (void)rmdir(folder);
    return failures > 0;
}
