/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/fields.h"

/* Stands for all faults when there is no memory for the first: what is wrong
 * may not pass for right because nobody could say so. */
static struct fault unlisted = { "", "out of memory: the faults are not "
                                     "listed" };

/* The next free row, or NULL when memory runs out. */
static struct fault *new_fault(struct faults *f)
{
    if (f->failed)
        return NULL;
    if (f->count == f->cap) {
        size_t cap = f->cap == 0 ? 8 : 2 * f->cap;
        struct fault *list = realloc(f->list, cap * sizeof *list);
        if (list == NULL) {
            f->failed = true;
            if (f->count == 0) {
                f->list = &unlisted;
                f->count = 1;
            }
            return NULL;
        }
        f->list = list;
        f->cap = cap;
    }
    return &f->list[f->count++];
}

/* Cuts what does not fit, at a whole character. */
static void copy(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%s", text);
    utf8_trim(out);
    utf8_repair(out);
}

void faults_add(struct faults *f, const char *pointer, const char *format, ...)
{
    struct fault *fault;
    va_list arguments;

    if (f->count > FAULTS_MAX || (fault = new_fault(f)) == NULL)
        return;
    if (f->count > FAULTS_MAX) {
        copy(fault->pointer, sizeof fault->pointer, "");
        copy(fault->detail, sizeof fault->detail,
             "there are more faults, which are not listed");
        return;
    }
    copy(fault->pointer, sizeof fault->pointer, pointer);
    va_start(arguments, format);
    if (vsnprintf(fault->detail, sizeof fault->detail, format, arguments) < 0)
        fault->detail[0] = '\0';
    va_end(arguments);
    utf8_trim(fault->detail);
    utf8_repair(fault->detail); /* it may quote what was no UTF-8, or cut it */
}

void faults_free(struct faults *f)
{
    if (f->list != &unlisted)
        free(f->list);
    *f = (struct faults){ 0 };
}
