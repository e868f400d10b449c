/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/cookies.h"
#include "http/query.h"

/* ---- framing ------------------------------------------------------------------- */

struct seen {
    int hosts, lengths, authorizations;
    bool transfer_encoding, control, no_token;
    int64_t length;
};

/* A name that is no token (RFC 9110) is read in another way by the next: the
 * body after `Content-Length : 3` would be taken for a request. */
static bool is_token(const char *text, size_t len)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < len; i++) {
        char c = text[i], letter = (char)(c | 0x20);
        if (!(letter >= 'a' && letter <= 'z') && !(c >= '0' && c <= '9') &&
            (c == '\0' || strchr(marks, c) == NULL))
            return false;
    }
    return len > 0;
}

static bool has_control(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 ? text[i] != '\t' : text[i] == 0x7f)
            return true;
    return false;
}

static enum MHD_Result see_header(void *cls, enum MHD_ValueKind kind,
                                  const char *key, size_t key_len,
                                  const char *value, size_t value_len)
{
    struct seen *seen = cls;
    (void)kind;
    if (value == NULL)
        return MHD_YES;
    seen->no_token |= !is_token(key, key_len);
    seen->control |= has_control(value, value_len);
    if (strcasecmp(key, "Host") == 0)
        seen->hosts++;
    if (strcasecmp(key, "Authorization") == 0)
        seen->authorizations++;
    if (strcasecmp(key, "Transfer-Encoding") == 0)
        seen->transfer_encoding = true;
    if (strcasecmp(key, "Content-Length") == 0) {
        seen->lengths++;
        seen->length = query_number(value);
    }
    return MHD_YES;
}

enum err_code guard_framing(struct request *rq)
{
    struct seen seen = { 0 };
    MHD_get_connection_values_n(rq->mhd, MHD_HEADER_KIND, see_header, &seen);
    if (seen.transfer_encoding)
        return call_refuse(&rq->call, ERR_LENGTH_REQUIRED,
                           "Transfer-Encoding is not accepted");
    if (seen.no_token)
        return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                           "a header's name has characters it may not have");
    if (seen.hosts != 1)
        return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                           "expected exactly one Host header");
    if (seen.lengths > 1 || seen.length < 0)
        return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                           "expected one Content-Length, a whole number");
    if (seen.authorizations > 1)
        return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                           "expected one Authorization header");
    if (seen.control)
        return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                           "control characters in a header");
    rq->body_size = (size_t)seen.length;
    /* Told apart from an empty body: 411 is for a length that is missing. */
    rq->body_len = seen.lengths == 0 ? SIZE_MAX : 0;
    return ERR_OK;
}

/* ---- what the route asks ----------------------------------------------------------- */

static const char *header(const struct request *rq, const char *name)
{
    return MHD_lookup_connection_value(rq->mhd, MHD_HEADER_KIND, name);
}

/* What a route answers with. */
static const char *media_type(const struct route *route)
{
    if (route->special == STREAM)
        return "text/event-stream";
    if (route->special == METRICS)
        return "text/plain";
    if (route->traits & GIVES_CSV)
        return "text/csv";
    if (route->traits & GIVES_TEXT)
        return "text/plain";
    if (route->traits & GIVES_ZIP)
        return "application/zip";
    if (route->traits & PAGE)
        return "text/html";
    return route->traits & Q_LINES ? "application/jsonl" : "application/json";
}

/* Whether one range of an Accept header, "text/event-stream; q=0.5", covers the
 * type: by name or with asterisks, and not with the weight zero. */
static bool range_covers(const char *range, size_t len, const char *type)
{
    const char *end = memchr(range, ';', len);
    size_t name = end != NULL ? (size_t)(end - range) : len;
    size_t family = (size_t)(strchr(type, '/') - type) + 1;
    while (name > 0 && (range[name - 1] == ' ' || range[name - 1] == '\t'))
        name--;
    bool covered =
        (name == 3 && strncmp(range, "*/*", 3) == 0) ||
        (name == strlen(type) && strncasecmp(range, type, name) == 0) ||
        (name == family + 1 && range[family] == '*' &&
         strncasecmp(range, type, family) == 0);
    if (!covered || end == NULL)
        return covered;
    const char *weight = strcasestr(end, "q=");
    return weight == NULL || weight >= range + len ||
           strtod(weight + 2, NULL) > 0;
}

static bool accepts(const char *accept, const char *type)
{
    bool json = strcmp(type, "application/jsonl") == 0;
    if (accept == NULL)
        return true;
    while (*accept != '\0') {
        accept += strspn(accept, ", \t");
        size_t len = strcspn(accept, ",");
        if (len > 0 && (range_covers(accept, len, type) ||
                        (json && range_covers(accept, len,
                                              "application/json"))))
            return true;
        accept += len;
    }
    return false;
}

bool guard_is_reader(const struct request *rq)
{
    const char *accept = header(rq, "Accept");
    if (rq->route != NULL)
        return (rq->route->traits & PAGE) && rq->route->view != NULL;
    return strncmp(rq->call.path, "/v1/", 4) != 0 && accept != NULL &&
           strstr(accept, "text/html") != NULL;
}

static bool is_type(const char *type, const char *wanted)
{
    size_t len = strlen(wanted);
    return type != NULL && strncasecmp(type, wanted, len) == 0 &&
           strchr("; \t", type[len]) != NULL;
}

static enum err_code judge_body(struct request *rq)
{
    const struct route *route = rq->route;
    const char *type = header(rq, "Content-Type");
    bool missing = rq->body_len == SIZE_MAX;
    rq->body_len = 0;
    if (route->form == NULL)
        return rq->body_size == 0
                   ? ERR_OK
                   : call_refuse(&rq->call, ERR_REQUEST_INVALID,
                                 "no body is expected here");
    if (missing)
        return call_refuse(&rq->call, ERR_LENGTH_REQUIRED, "a %s needs a body",
                           route->method);
    if (rq->body_size > route->form->max_body)
        return call_refuse(&rq->call, ERR_BODY_TOO_LARGE,
                           "at most %zu bytes here", route->form->max_body);
    rq->body_is_csv = (route->traits & TAKES_CSV) && is_type(type, "text/csv");
    if (rq->body_is_csv || is_type(type, "application/json") ||
        (strcmp(route->method, "PATCH") == 0 &&
         is_type(type, "application/merge-patch+json")))
        return ERR_OK;
    return call_refuse(&rq->call, ERR_MEDIA_TYPE, "expected application/json%s",
                       route->traits & TAKES_CSV ? " or text/csv" : "");
}

enum err_code guard_route(struct request *rq)
{
    enum err_code rc = judge_body(rq);
    if (rc == ERR_OK && rq->route->special != ASSETS &&
        !accepts(header(rq, "Accept"), media_type(rq->route)))
        rc = ERR_NOT_ACCEPTABLE;
    return rc == ERR_OK ? query_read(rq) : rc;
}

bool guard_is_secure(const struct request *rq)
{
    const char *scheme = header(rq, "X-Forwarded-Proto");
    return scheme != NULL && strcasecmp(scheme, "https") == 0;
}

/* ---- who ---------------------------------------------------------------------------- */

static bool is_loopback(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info != NULL ? info->client_addr : NULL;
    if (address == NULL)
        return false;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
    return false;
}

/* What a request without an Authorization header says about who asks. */
struct browser {
    struct cookies cookies;
    const char *host, *origin, *role;
    int origins, roles;
    bool secure;
};

static enum MHD_Result see_browser(void *cls, enum MHD_ValueKind kind,
                                   const char *key, const char *value)
{
    struct browser *b = cls;
    (void)kind;
    if (value == NULL)
        return MHD_YES;
    if (strcasecmp(key, "Cookie") == 0)
        cookies_read(&b->cookies, value);
    if (strcasecmp(key, "Host") == 0)
        b->host = value;
    if (strcasecmp(key, "Origin") == 0) {
        b->origin = value;
        b->origins++;
    }
    if (strcasecmp(key, "Stembus-Role") == 0) {
        b->role = value;
        b->roles++;
    }
    return MHD_YES;
}

/* A browser sends its cookies along with whatever any page makes it send, so
 * what changes something must come from a page of this very site. */
static bool page_is_ours(const struct request *rq, const struct browser *b)
{
    if (strcmp(rq->route->method, "GET") == 0)
        return true;
    if (b->origins == 0)
        return !b->cookies.any; /* no browser */
    return b->origins == 1 &&
           origin_matches(b->origin, b->host, guard_is_secure(rq));
}

/* The first session among those of `roles`. */
static enum err_code find_session(struct request *rq,
                                  const struct cookies *cookies,
                                  uint32_t roles)
{
    static const enum role order[] = { OPERATOR, COMMITTEE, CHAIR,
                                       DISPLAY,  GATEWAY,   HANDSET };
    enum err_code rc = ERR_CREDENTIAL_UNKNOWN;
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        enum role role = order[i];
        if (!(roles & BIT(role)) || cookies->of[role].text == NULL ||
            cookies->of[role].unclear)
            continue;
        rc = auth_check_session(rq->server->setup.keyring, role,
                                cookies->of[role].text, cookies->of[role].len,
                                clock_utc_ms(), clock_monotonic_ms(),
                                &rq->call.who);
        if (rc != ERR_CREDENTIAL_UNKNOWN)
            break;
    }
    return rc;
}

/* The session in the role that is asked for, or else one that fits the route;
 * where anyone may ask, a session that is over is as good as none. */
static enum err_code by_cookies(struct request *rq, const struct browser *b)
{
    uint32_t roles = rq->route->roles;
    if (b->roles > 0) {
        int role = b->roles == 1 ? word_index(role_words, b->role) : -1;
        if (role < 0)
            return call_refuse(&rq->call, ERR_REQUEST_INVALID,
                               "expected one role in Stembus-Role");
        return find_session(rq, &b->cookies, BIT(role));
    }
    enum err_code rc = find_session(rq, &b->cookies, roles != 0 ? roles : ~0U);
    if (rc != ERR_CREDENTIAL_UNKNOWN)
        return rc;
    return roles == 0 ? ERR_OK : find_session(rq, &b->cookies, ~roles);
}

static enum err_code by_token(struct request *rq, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    if (strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return ERR_CREDENTIAL_UNKNOWN;
    const char *token = authorization + sizeof scheme - 1;
    return auth_check(rq->server->setup.keyring, token, strlen(token),
                      clock_monotonic_ms(), &rq->call.who);
}

static enum err_code by_browser(struct request *rq)
{
    struct browser b = { 0 };
    MHD_get_connection_values(rq->mhd, MHD_HEADER_KIND, see_browser, &b);
    if (!page_is_ours(rq, &b))
        return call_refuse(&rq->call, ERR_ORIGIN_FORBIDDEN,
                           "expected an Origin header that names this site");
    /* A page is the same for all, and must load also when its handset has
     * asked too much. */
    return rq->route->traits & (SIGNS_IN | PAGE) ? ERR_OK
                                                 : by_cookies(rq, &b);
}

enum err_code guard_role(struct request *rq)
{
    const char *authorization = header(rq, "Authorization");
    uint32_t roles = rq->route->roles;
    if ((rq->route->traits & LOOPBACK) && !is_loopback(rq->mhd))
        return ERR_NOT_FOUND;
    enum err_code rc = authorization != NULL ? by_token(rq, authorization)
                                             : by_browser(rq);
    if (rc != ERR_OK)
        return rc;
    if (roles != 0 && !(roles & BIT(rq->call.who.role)))
        return call_refuse(&rq->call, ERR_ROLE_FORBIDDEN, "a %s may not do this",
                           role_words[rq->call.who.role]);
    return ERR_OK;
}
