/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_CSV_H
#define ENGINE_CSV_H

#include "base/buf.h"
#include "domain/model.h"

/* csv: tables for spreadsheets and open data (RFC 4180, UTF-8 with a byte order
 * mark), and what their columns mean (CSV on the Web, W3C).
 *
 * One row of data describes a column for the header, the metadata and the test
 * that compares them.  A cell that a spreadsheet would take for a formula gets
 * an apostrophe in front (buf_csv); an empty cell is no value. */

struct csv_column {
    const char *name;
    const char *datatype; /* string, integer, decimal, boolean, date, dateTime */
    bool required;
    const char *nl, *en;  /* what it says */
};
struct csv_table {
    const char *name;        /* of the file, without `.csv` */
    const char *nl, *en;     /* what it is */
    const char *const *key;  /* columns that name a row, NULL-terminated */
    const struct csv_column *columns;
    size_t count;
};

/* One table in the making: begin it, then give each row its cells in order, and
 * end the row. */
struct csv {
    struct buf *out;
    const struct csv_table *table;
    size_t cells; /* of this row */
};
struct csv csv_begin(struct buf *out, const struct csv_table *table);
void csv_text(struct csv *c, const char *text); /* anybody's words; "": none */
void csv_int(struct csv *c, int64_t n);
void csv_bool(struct csv *c, bool value);
void csv_time(struct csv *c, int64_t utc_ms); /* 0: none */
void csv_none(struct csv *c);
void csv_end(struct csv *c);

/* The metadata beside `name`.csv. */
void csv_metadata(struct buf *out, const struct csv_table *table);

#endif
