/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/query.h"

#include <string.h>

int64_t query_number(const char *text)
{
    int64_t n = 0;
    if (*text == '\0')
        return -1;
    for (; *text != '\0'; text++)
        if (*text < '0' || *text > '9' ||
            __builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, *text - '0', &n))
            return -1;
    return n;
}

static bool take_number(const char *value, int64_t min, int64_t max,
                        int64_t *out)
{
    int64_t n = value != NULL ? query_number(value) : -1;
    *out = n;
    return n >= min && n <= max;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes %XX (libmicrohttpd has made blanks of plus signs already): UTF-8
 * without control characters, at most SEARCH_CHARS of them. */
static bool take_search(const char *value, char out[SEARCH_SIZE])
{
    size_t len = 0, chars = 0;
    for (; value != NULL && *value != '\0'; value++) {
        char c = *value;
        if (c == '%') {
            int high = hex_digit(value[1]);
            int low = high >= 0 ? hex_digit(value[2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            value += 2;
        }
        chars += ((unsigned char)c & 0xc0) != 0x80;
        if ((unsigned char)c < 0x20 || c == 0x7f || chars > SEARCH_CHARS ||
            len == SEARCH_SIZE - 1)
            return false;
        out[len++] = c;
    }
    out[len] = '\0';
    return utf8_valid(out);
}

static bool take_page_parameter(struct query *q, unsigned traits,
                                const char *key, const char *value,
                                const char **expected)
{
    if ((traits & Q_SEARCH) && strcmp(key, "q") == 0) {
        *expected = "text of at most 100 characters";
        return take_search(value, q->search);
    }
    if ((traits & Q_SORT) && strcmp(key, "sort") == 0) {
        *expected = "name, weight or choice";
        int sort = value != NULL ? word_index(vote_sort_words, value) : -1;
        q->sort = sort >= 0 ? (enum vote_sort)sort : SORT_NAME;
        return sort >= 0;
    }
    if ((traits & Q_RECEIPT) && strcmp(key, "assembly") == 0) {
        *expected = "a whole number from 1";
        return take_number(value, 1, EXACT_MAX, &q->assembly);
    }
    if ((traits & Q_RECEIPT) && strcmp(key, "journal") == 0) {
        *expected = "a whole number from 0";
        return take_number(value, 0, EXACT_MAX, &q->line);
    }
    return false;
}

static bool take_parameter(struct query *q, unsigned traits, const char *key,
                           const char *value, const char **expected)
{
    *expected = "known";
    if (traits & PAGE)
        return take_page_parameter(q, traits, key, value, expected);
    if ((traits & Q_PAGE) && strcmp(key, "page") == 0) {
        *expected = "a whole number from 1";
        return take_number(value, 1, 1000000, &q->page);
    }
    if ((traits & Q_PAGE) && strcmp(key, "pageSize") == 0) {
        *expected = "a whole number from 1 to 1000";
        return take_number(value, 1, PAGE_SIZE_MAX, &q->page_size);
    }
    if ((traits & (Q_LINES | Q_FROM)) && strcmp(key, "from") == 0) {
        *expected = "a whole number from 0";
        return take_number(value, 0, EXACT_MAX, &q->from);
    }
    if ((traits & Q_LINES) && strcmp(key, "limit") == 0) {
        *expected = "a whole number from 1 to 10000";
        return take_number(value, 1, 10000, &q->limit);
    }
    if ((traits & Q_DATE) && strcmp(key, "date") == 0) {
        *expected = date_expected;
        if (value == NULL || !date_valid(value))
            return false;
        memcpy(q->date, value, DATE_SIZE);
        return true;
    }
    if ((traits & Q_DRY_RUN) && strcmp(key, "dryRun") == 0) {
        *expected = "true or false";
        q->dry_run = value != NULL && strcmp(value, "true") == 0;
        return q->dry_run || (value != NULL && strcmp(value, "false") == 0);
    }
    return false;
}

struct counting {
    const char *key;
    int *times;
};

static enum MHD_Result count_parameter(void *cls, enum MHD_ValueKind kind,
                                       const char *key, const char *value)
{
    const struct counting *c = cls;
    (void)kind;
    (void)value;
    *c->times += strcmp(key, c->key) == 0;
    return MHD_YES;
}

static enum MHD_Result see_parameter(void *cls, enum MHD_ValueKind kind,
                                     const char *key, const char *value)
{
    struct request *rq = cls;
    const char *expected;
    int times = 0;
    (void)kind;
    MHD_get_connection_values(rq->mhd, MHD_GET_ARGUMENT_KIND, count_parameter,
                              &(struct counting){ key, &times });
    if (times > 1)
        faults_add(&rq->call.faults, "", "query parameter '%.60s' is given "
                   "%d times", key, times);
    else if (!take_parameter(&rq->call.query, rq->route->traits, key, value,
                        &expected))
        faults_add(&rq->call.faults, "", "query parameter '%.60s' is not %s",
                   key, expected);
    return MHD_YES;
}

enum err_code query_read(struct request *rq)
{
    rq->call.query = (struct query){ .page = 1, .limit = 1000, .line = -1,
                                     .page_size = PAGE_SIZE_DEFAULT };
    MHD_get_connection_values(rq->mhd, MHD_GET_ARGUMENT_KIND, see_parameter,
                              rq);
    return rq->call.faults.count > 0 ? ERR_QUERY_INVALID : ERR_OK;
}
