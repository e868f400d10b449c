/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CALL_SECONDS = 30, ANSWER_MAX = 256 * 1024 * 1024 };

/* ---- where the server is ------------------------------------------------- */

static bool has_part(CURLU *u, CURLUPart which)
{
    char *text = NULL;
    bool has = curl_url_get(u, which, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

/* Copies a part of the address; false when it does not fit. */
static bool part(CURLU *u, CURLUPart which, char *out, size_t size)
{
    char *text = NULL;
    bool fits = curl_url_get(u, which, &text, 0) == CURLUE_OK &&
                strlen(text) < size;
    if (fits)
        memcpy(out, text, strlen(text) + 1);
    curl_free(text);
    return fits;
}

static bool is_loopback(const char *host)
{
    struct in_addr four;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (inet_pton(AF_INET, host, &four) == 1 &&
            ntohl(four.s_addr) >> 24 == 127);
}

/* A scheme, a host and perhaps a port; nothing else but a slash. */
static bool is_origin(CURLU *u)
{
    static const CURLUPart others[] = { CURLUPART_USER, CURLUPART_PASSWORD,
                                        CURLUPART_OPTIONS, CURLUPART_QUERY,
                                        CURLUPART_FRAGMENT };
    char scheme[8], slash[2];
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (has_part(u, others[i]))
            return false;
    return part(u, CURLUPART_PATH, slash, sizeof slash) &&
           part(u, CURLUPART_SCHEME, scheme, sizeof scheme) &&
           (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0);
}

/* libcurl takes its address apart, so that nobody else reads it differently. */
static bool address_read(struct client *c, const char *url, bool *loopback)
{
    char host[256];
    CURLU *u = curl_url();
    bool ok = u != NULL &&
              curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
              is_origin(u) && part(u, CURLUPART_HOST, host, sizeof host) &&
              part(u, CURLUPART_URL, c->origin, sizeof c->origin);
    curl_url_cleanup(u);
    if (!ok) {
        snprintf(c->fault, sizeof c->fault,
                 "the server's address must be http(s)://HOST[:PORT]");
        return false;
    }
    c->origin[strlen(c->origin) - 1] = '\0'; /* the path, a slash */
    *loopback = is_loopback(host);
    c->in_clear = !*loopback && strncmp(c->origin, "https:", 6) != 0;
    return true;
}

/* ---- how it is asked ----------------------------------------------------- */

static const struct {
    CURLoption option;
    long value;
} policy[] = {
    { CURLOPT_SSL_VERIFYPEER, 1 },
    { CURLOPT_SSL_VERIFYHOST, 2 },
    { CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
    { CURLOPT_FOLLOWLOCATION, 0 },
    { CURLOPT_TIMEOUT, CALL_SECONDS },
};

static const struct {
    CURLoption option;
    const char *value;
} words[] = {
    { CURLOPT_PROTOCOLS_STR, "http,https" },
    { CURLOPT_ACCEPT_ENCODING, "gzip" },
    { CURLOPT_USERAGENT, "stembus/" STEMBUS_VERSION },
};

static bool policy_set(CURL *curl)
{
    CURLcode rc = CURLE_OK;
    for (size_t i = 0; rc == CURLE_OK && i < ARRAY_LEN(policy); i++)
        rc = curl_easy_setopt(curl, policy[i].option, policy[i].value);
    for (size_t i = 0; rc == CURLE_OK && i < ARRAY_LEN(words); i++)
        rc = curl_easy_setopt(curl, words[i].option, words[i].value);
    return rc == CURLE_OK;
}

/* That file and not the system's: neither its file nor its folder. */
static bool ca_set(CURL *curl, const char *ca)
{
    return curl_easy_setopt(curl, CURLOPT_CAINFO, ca) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK;
}

static size_t take(char *bytes, size_t one, size_t count, void *cls)
{
    struct buf *in = cls;
    if (count > ANSWER_MAX - in->len)
        return 0;
    buf_add(in, bytes, one * count);
    return buf_ok(in) ? count : 0;
}

bool client_open(struct client *c, const char *url, const char *ca)
{
    bool loopback;
    memset(c, 0, sizeof(*c));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
        (c->curl = curl_easy_init()) == NULL)
        curl_global_cleanup();
    if (c->curl == NULL) {
        snprintf(c->fault, sizeof c->fault, "libcurl cannot be set up");
        return false;
    }
    if (!address_read(c, url, &loopback))
        return false;
    if (ca[0] != '\0' && access(ca, R_OK) != 0) {
        snprintf(c->fault, sizeof c->fault, "%s: %s", ca, strerror(errno));
        return false;
    }
    bool ok = policy_set(c->curl) && (ca[0] == '\0' || ca_set(c->curl, ca)) &&
              (!loopback ||
               curl_easy_setopt(c->curl, CURLOPT_PROXY, "") == CURLE_OK) &&
              curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take) ==
                  CURLE_OK;
    if (!ok)
        snprintf(c->fault, sizeof c->fault,
                 "libcurl is without something that is needed");
    return ok;
}

void client_close(struct client *c)
{
    if (c->curl != NULL) {
        curl_easy_cleanup(c->curl);
        curl_global_cleanup();
    }
    c->curl = NULL;
    buf_free(&c->url);
    buf_free(&c->in);
}

/* ---- a call -------------------------------------------------------------- */

/* Nobody waits for "100 Continue": no body is that large. */
static struct curl_slist *body_headers(const char *type)
{
    char text[100];
    snprintf(text, sizeof text, "Content-Type: %s", type);
    struct curl_slist *first = curl_slist_append(NULL, "Expect:");
    struct curl_slist *both = first != NULL ? curl_slist_append(first, text)
                                            : NULL;
    if (both == NULL)
        curl_slist_free_all(first);
    return both;
}

/* `headers` belong to a body. */
static bool request_set(struct client *c, const struct http_request *rq,
                        struct curl_slist *headers)
{
    CURL *curl = c->curl;
    bool has_body = rq->body != NULL;
    buf_reset(&c->url);
    buf_printf(&c->url, "%s%s", c->origin, rq->path);
    if (!buf_ok(&c->url) || (has_body && headers == NULL))
        return false;
    /* CURLOPT_POSTFIELDS makes it a POST, also with NULL: it comes first. */
    return curl_easy_setopt(curl, CURLOPT_POSTFIELDS, rq->body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                            (curl_off_t)rq->body_len) == CURLE_OK &&
           curl_easy_setopt(curl, has_body ? CURLOPT_POST : CURLOPT_HTTPGET,
                            1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_URL, c->url.data) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, rq->method) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPAUTH,
                            (long)(rq->token != NULL ? CURLAUTH_BEARER
                                                     : CURLAUTH_NONE)) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, rq->token) ==
               CURLE_OK;
}

static bool failed(struct client *c, CURLcode rc, const char *detail)
{
    const char *what = curl_easy_strerror(rc);
    if (rc == CURLE_PEER_FAILED_VERIFICATION)
        what = "its certificate is refused";
    if (rc == CURLE_WRITE_ERROR) {
        what = "its answer is too large";
        detail = "";
    }
    snprintf(c->fault, sizeof c->fault, "%s: %s%s%s", c->origin, what,
             *detail != '\0' ? ": " : "", detail);
    return false;
}

static bool perform(struct client *c)
{
    char detail[CURL_ERROR_SIZE] = "";
    buf_reset(&c->in);
    curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &c->in);
    CURLcode rc = curl_easy_perform(c->curl);
    curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, NULL);
    return rc == CURLE_OK || failed(c, rc, detail);
}

static bool answer_fill(struct client *c, struct answer *out)
{
    long status = 0;
    const char *place = NULL;
    curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c->curl, CURLINFO_REDIRECT_URL, &place);
    out->status = (int)status;
    out->body = c->in.data != NULL ? c->in.data : "";
    out->len = c->in.len;
    if (place == NULL)
        return true;
    snprintf(c->fault, sizeof c->fault, "%s: moved to %s; ask there", c->origin,
             place);
    return false;
}

bool client_call(struct client *c, const struct http_request *rq,
                 struct answer *out)
{
    struct curl_slist *headers =
        rq->body != NULL ? body_headers(rq->type) : NULL;
    bool set = request_set(c, rq, headers);
    if (!set)
        snprintf(c->fault, sizeof c->fault, "out of memory");
    bool done = set && perform(c) && answer_fill(c, out);
    curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return done;
}
