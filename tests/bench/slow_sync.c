/* SPDX-License-Identifier: EUPL-1.2 */
/* slow_sync: preloaded, it makes every fsync and fdatasync take
 * STEMBUS_SYNC_DELAY_US longer, as on a disk that has to turn. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void delay(void)
{
    const char *text = getenv("STEMBUS_SYNC_DELAY_US");
    long us = text != NULL ? strtol(text, NULL, 10) : 0;
    struct timespec left = { us / 1000000, us % 1000000 * 1000 };
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static int call_real(const char *name, int fd)
{
    int (*real)(int);
    *(void **)&real = dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd)
{
    delay();
    return call_real("fsync", fd);
}

int fdatasync(int fd)
{
    delay();
    return call_real("fdatasync", fd);
}
