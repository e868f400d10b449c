/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/csv.h"

#include "base/err.h"

/* ---- rows ------------------------------------------------------------------------- */

struct csv csv_begin(struct buf *out, const struct csv_table *table)
{
    /* The mark tells a spreadsheet that this is UTF-8. */
    buf_text(out, "\ufeff");
    for (size_t i = 0; i < table->count; i++) {
        buf_text(out, i > 0 ? "," : "");
        buf_text(out, table->columns[i].name);
    }
    buf_text(out, "\r\n");
    return (struct csv){ .out = out, .table = table };
}

static void next_cell(struct csv *c)
{
    must(c->cells < c->table->count);
    if (c->cells++ > 0)
        buf_char(c->out, ',');
}

void csv_text(struct csv *c, const char *text)
{
    next_cell(c);
    buf_csv(c->out, text);
}

void csv_int(struct csv *c, int64_t n)
{
    next_cell(c);
    buf_int(c->out, n);
}

void csv_bool(struct csv *c, bool value)
{
    next_cell(c);
    buf_text(c->out, value ? "true" : "false");
}

void csv_time(struct csv *c, int64_t utc_ms)
{
    char text[CLOCK_TEXT_SIZE];
    next_cell(c);
    if (utc_ms == 0)
        return;
    clock_text(utc_ms, text);
    buf_text(c->out, text);
}

void csv_none(struct csv *c)
{
    must(!c->table->columns[c->cells].required);
    next_cell(c);
}

void csv_end(struct csv *c)
{
    must(c->cells == c->table->count);
    c->cells = 0;
    buf_text(c->out, "\r\n");
}

/* ---- what they mean ------------------------------------------------------------------ */

static void put_dialect(struct buf *b)
{
    put_open(b, "dialect", '{');
    put_text(b, "encoding", "utf-8");
    put_text(b, "delimiter", ",");
    put_text(b, "quoteChar", "\"");
    put_bool(b, "doubleQuote", true);
    put_bool(b, "header", true);
    put_open(b, "lineTerminators", '[');
    put_text(b, NULL, "\r\n");
    put_close(b, ']');
    put_close(b, '}');
}

static void put_column(struct buf *b, const struct csv_column *c)
{
    put_open(b, NULL, '{');
    put_text(b, "name", c->name);
    put_text(b, "titles", c->name);
    put_both(b, "dc:description", c->nl, c->en);
    put_text(b, "datatype", c->datatype);
    put_bool(b, "required", c->required);
    put_close(b, '}');
}

void csv_metadata(struct buf *b, const struct csv_table *table)
{
    put_open(b, NULL, '{');
    put_text(b, "@context", "http://www.w3.org/ns/csvw");
    buf_printf(b, ",\"url\":\"%s.csv\"", table->name);
    put_both(b, "dc:title", table->nl, table->en);
    put_dialect(b);
    put_open(b, "tableSchema", '{');
    put_open(b, "columns", '[');
    for (size_t i = 0; i < table->count; i++)
        put_column(b, &table->columns[i]);
    put_close(b, ']');
    put_open(b, "primaryKey", '[');
    for (size_t i = 0; table->key[i] != NULL; i++)
        put_text(b, NULL, table->key[i]);
    put_close(b, ']');
    put_close(b, '}');
    put_close(b, '}');
}
