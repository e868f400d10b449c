/* SPDX-License-Identifier: EUPL-1.2 */
/* bundle_dcat: the bundle as a data set for data portals (DCAT-AP-NL 3.0).
 * Addresses are relative to where the file is published. */
#include <stdio.h>
#include <string.h>

#include "engine/bundle.h"

#define VNG "Vereniging van Nederlandse Gemeenten"
#define EU "http://publications.europa.eu/resource/authority/"
#define IANA "https://www.iana.org/assignments/media-types/"
#define CC0 "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"

static void put_link(struct buf *out, const char *key, const char *address)
{
    put_open(out, key, '{');
    put_text(out, "@id", address);
    put_close(out, '}');
}

static void put_typed(struct buf *out, const char *key, const char *value,
                      const char *type)
{
    put_open(out, key, '{');
    put_text(out, "@value", value);
    put_text(out, "@type", type);
    put_close(out, '}');
}

static void put_context(struct buf *out)
{
    static const char *const names[][2] = {
        { "dcat", "http://www.w3.org/ns/dcat#" },
        { "dct", "http://purl.org/dc/terms/" },
        { "foaf", "http://xmlns.com/foaf/0.1/" },
        { "spdx", "http://spdx.org/rdf/terms#" },
        { "vcard", "http://www.w3.org/2006/vcard/ns#" },
        { "xsd", "http://www.w3.org/2001/XMLSchema#" },
    };
    put_open(out, "@context", '{');
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        put_text(out, names[i][0], names[i][1]);
    put_close(out, '}');
}

static void put_publisher(struct buf *out, const char *key)
{
    put_open(out, key, '{');
    put_text(out, "@type", "foaf:Agent");
    put_text(out, "foaf:name", VNG);
    put_link(out, "foaf:homepage", "https://vng.nl/");
    put_close(out, '}');
}

static void put_contact(struct buf *out)
{
    put_open(out, "dcat:contactPoint", '{');
    put_text(out, "@type", "vcard:Organization");
    put_text(out, "vcard:fn", VNG);
    put_link(out, "vcard:hasURL", "https://vng.nl/contact");
    put_close(out, '}');
}

/* ---- files ------------------------------------------------------------------------------------ */

/* Which of the files are the data, in several forms, and what each is. */
static const struct distribution {
    const char *file, *type, *nl, *en;
} distributions[] = {
    { "rounds.csv", "text/csv", "Stemmingen met hun uitslag (CSV)",
      "Rounds with their results (CSV)" },
    { "votes.csv", "text/csv", "Hoe elk lid stemde (CSV)",
      "How each member voted (CSV)" },
    { "members.csv", "text/csv", "Leden met hun stemgewicht (CSV)",
      "Members with their weights (CSV)" },
    { "results.json", "application/json", "Alles (JSON)",
      "Everything (JSON)" },
    { "popolo.json", "application/json", "Stemmingen als Popolo (JSON)",
      "Votes as Popolo (JSON)" },
    { "ori.json", "application/json",
      "Stemmingen als Open Raadsinformatie (JSON)",
      "Votes as Open Raadsinformatie (JSON)" },
    { "journal.jsonl", "application/jsonl", "Logboek van de vergadering",
      "Journal of the assembly" },
    { "index.html", "text/html", "Uitslagen om te lezen",
      "Results to read, in Dutch" },
    { "en/index.html", "text/html", "Uitslagen om te lezen, in het Engels",
      "Results to read, in English" },
};

static void put_checksum(struct buf *out, const struct bundle_file *file)
{
    put_open(out, "spdx:checksum", '{');
    put_text(out, "@type", "spdx:Checksum");
    put_link(out, "spdx:algorithm",
             "http://spdx.org/rdf/terms#checksumAlgorithm_sha256");
    put_typed(out, "spdx:checksumValue", file->hash, "xsd:hexBinary");
    put_close(out, '}');
}

static void put_distribution(struct buf *out, const struct distribution *d,
                             const struct bundle_file *file)
{
    char type[96];
    snprintf(type, sizeof type, IANA "%s", d->type);
    put_open(out, NULL, '{');
    put_text(out, "@id", d->file);
    put_text(out, "@type", "dcat:Distribution");
    put_both(out, "dct:title", d->nl, d->en);
    put_link(out, "dcat:accessURL", d->file);
    put_link(out, "dcat:downloadURL", d->file);
    put_link(out, "dcat:mediaType", type);
    put_link(out, "dct:license", CC0);
    put_int(out, "dcat:byteSize", (int64_t)file->size);
    put_checksum(out, file);
    if (strcmp(d->type, "application/json") == 0 && d->file[0] == 'r')
        put_link(out, "dct:conformsTo", "results.schema.json");
    put_close(out, '}');
}

static const struct bundle_file *find_file(const struct bundle *b,
                                           const char *name)
{
    for (size_t i = 0; i < b->file_count; i++)
        if (strcmp(b->files[i].name, name) == 0)
            return &b->files[i];
    return NULL;
}

static void put_distributions(const struct bundle *b, struct buf *out)
{
    put_open(out, "dcat:distribution", '[');
    for (size_t i = 0; i < ARRAY_LEN(distributions); i++) {
        const struct bundle_file *file = find_file(b, distributions[i].file);
        must(file != NULL);
        put_distribution(out, &distributions[i], file);
    }
    put_close(out, ']');
}

/* ---- the data set -------------------------------------------------------------------------------- */

static void put_titles(const struct bundle *b, struct buf *out)
{
    const struct assembly *a = &b->meeting.row.assembly;
    struct buf nl = { 0 }, en = { 0 };
    buf_printf(&nl, "Stemmingen van de leden van de VNG: %s, %s", a->title,
               a->date);
    buf_printf(&en, "Votes of the members of the VNG: %s, %s", a->title,
               a->date);
    put_both(out, "dct:title", buf_ok(&nl) ? nl.data : "",
             buf_ok(&en) ? en.data : "");
    out->failed |= !buf_ok(&nl) || !buf_ok(&en);
    buf_free(&nl);
    buf_free(&en);
    put_both(out, "dct:description",
             "De uitslag van elke stemming, de stem van elk lid met zijn "
             "stemgewicht, en het logboek waarmee iedereen de uitslagen kan "
             "narekenen.",
             "The result of every round, the vote of each member with its "
             "weight, and the journal from which anyone can compute the "
             "results again.");
}

static void put_keywords(struct buf *out)
{
    put_open(out, "dcat:keyword", '[');
    put_said(out, "stemuitslagen", "nl");
    put_said(out, "gemeenten", "nl");
    put_said(out, "voting results", "en");
    put_said(out, "municipalities", "en");
    put_close(out, ']');
}

static void put_languages(struct buf *out)
{
    put_open(out, "dct:language", '[');
    put_link(out, NULL, EU "language/NLD");
    put_link(out, NULL, EU "language/ENG");
    put_close(out, ']');
}

static void put_period(struct buf *out, const char *date)
{
    put_open(out, "dct:temporal", '{');
    put_text(out, "@type", "dct:PeriodOfTime");
    put_typed(out, "dcat:startDate", date, "xsd:date");
    put_typed(out, "dcat:endDate", date, "xsd:date");
    put_close(out, '}');
}

void bundle_dcat(const struct bundle *b, struct buf *out)
{
    const struct assembly *a = &b->meeting.row.assembly;
    char key[FINGERPRINT_SIZE], at[CLOCK_TEXT_SIZE], version[24];
    key_fingerprint(key_public(b->key), key);
    clock_text(b->last_at, at);
    snprintf(version, sizeof version, "%lld", (long long)b->version);
    put_open(out, NULL, '{');
    put_context(out);
    put_text(out, "@id", "dcat.jsonld");
    put_text(out, "@type", "dcat:Dataset");
    buf_printf(out, ",\"dct:identifier\":\"stembus/%s/assembly/%lld\"", key,
               (long long)a->id);
    put_titles(b, out);
    put_publisher(out, "dct:publisher");
    put_publisher(out, "dct:creator");
    put_contact(out);
    put_keywords(out);
    put_languages(out);
    put_link(out, "dcat:theme", EU "data-theme/GOVE");
    put_link(out, "dct:accessRights", EU "access-right/PUBLIC");
    put_link(out, "dct:license", CC0);
    put_link(out, "dcat:landingPage", "index.html");
    put_typed(out, "dct:modified", at, "xsd:dateTime");
    put_text(out, "dcat:version", version);
    put_period(out, a->date);
    put_distributions(b, out);
    put_close(out, '}');
}
