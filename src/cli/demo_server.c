/* SPDX-License-Identifier: EUPL-1.2 */
/* demo_server: the daemon and other subcommands of this very program, run as
 * processes of their own, as a user would. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/demo.h"

enum { PORT = 8080, START_MS = 15000, STEP_MS = 20, ARGS_MAX = 15 };
static const char self[] = "/proc/self/exe";

/* In the child: does not return. */
static _Noreturn void become(const char *const *args)
{
    char *argv[ARGS_MAX + 2] = { NULL };
    size_t n = 0;
    argv[n++] = strdup("stembus");
    while (*args != NULL && n <= ARGS_MAX)
        argv[n++] = strdup(*args++);
    execv(self, argv);
    perror("stembus demo: cannot run myself");
    _exit(127);
}

static bool ended_well(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* In the child: messages go to the log. */
static void log_to(const struct demo_server *s, bool stdout_too)
{
    char path[540];
    snprintf(path, sizeof(path), "%s/log", s->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0)
        return;
    dup2(fd, STDERR_FILENO);
    if (stdout_too)
        dup2(fd, STDOUT_FILENO);
}

static void show_log(const struct demo_server *s)
{
    char path[540], line[400];
    snprintf(path, sizeof(path), "%s/log", s->folder);
    FILE *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        fputs(line, stderr);
    if (f != NULL)
        fclose(f);
}

bool demo_run(const struct demo_server *s, const char *const *args,
              struct buf *out)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        log_to(s, false);
        dup2(ends[1], STDOUT_FILENO);
        become(args);
    }
    close(ends[1]);
    char part[4096];
    ssize_t n = 0;
    while (pid > 0 && ((n = read(ends[0], part, sizeof(part))) > 0 ||
                       (n < 0 && errno == EINTR)))
        if (n > 0)
            buf_add(out, part, (size_t)n);
    close(ends[0]);
    if (pid > 0 && ended_well(pid) && buf_ok(out))
        return true;
    show_log(s);
    return false;
}

/* ---- folders ------------------------------------------------------------- */

bool demo_server_prepare(struct demo_server *s, const char *data)
{
    const char *tmp = getenv("TMPDIR");
    memset(s, 0, sizeof(*s));
    int n = snprintf(s->folder, sizeof(s->folder), "%s/stembus-demo-XXXXXX",
                     tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (n < 0 || (size_t)n >= sizeof(s->folder) - 20 ||
        mkdtemp(s->folder) == NULL) {
        perror("stembus demo: no temporary folder");
        s->folder[0] = '\0';
        return false;
    }
    if (data != NULL)
        n = snprintf(s->data, sizeof(s->data), "%s", data);
    else
        n = snprintf(s->data, sizeof(s->data), "%.480s/data", s->folder);
    return n > 0 && (size_t)n < sizeof(s->data);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

void demo_server_remove(struct demo_server *s)
{
    if (s->folder[0] != '\0')
        nftw(s->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    s->folder[0] = '\0';
}

/* ---- the daemon ---------------------------------------------------------- */

static bool port_is_free(uint16_t port)
{
    static const int on = 1;
    struct sockaddr_in at = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    bool ok = bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0;
    close(fd);
    return ok;
}

static void serve(const struct demo_server *s, const char *port_file)
{
    char listen[32];
    snprintf(listen, sizeof(listen), "127.0.0.1:%d",
             port_is_free(PORT) ? PORT : 0);
    const char *args[] = { "serve", "--data", s->data, "--listen", listen,
                           "--port-file", port_file, NULL };
    /* Its own group: Ctrl-C reaches us alone, and we stop it in order. */
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    log_to(s, true);
    become(args);
}

static int port_read(const char *path)
{
    int port = 0;
    FILE *f = fopen(path, "re");
    char line[16] = "";
    if (f != NULL && fgets(line, sizeof(line), f) != NULL)
        port = (int)strtol(line, NULL, 10);
    if (f != NULL)
        fclose(f);
    return port;
}

bool demo_server_start(struct demo_server *s)
{
    static const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };
    char port_file[540];
    int port = 0;
    snprintf(port_file, sizeof(port_file), "%s/port", s->folder);
    s->pid = fork();
    if (s->pid == 0)
        serve(s, port_file);
    for (int ms = 0; s->pid > 0 && port == 0 && ms < START_MS; ms += STEP_MS) {
        if (waitpid(s->pid, NULL, WNOHANG) != 0) {
            s->pid = 0;
            break;
        }
        nanosleep(&step, NULL);
        port = port_read(port_file);
    }
    snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d", port);
    if (port > 0)
        return true;
    fprintf(stderr, "stembus demo: the server did not start\n");
    show_log(s);
    return false;
}

bool demo_server_stop(struct demo_server *s)
{
    if (s->pid <= 0)
        return true;
    kill(s->pid, SIGTERM);
    bool ok = ended_well(s->pid);
    s->pid = 0;
    if (!ok)
        show_log(s);
    return ok;
}
