/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef STORE_DB_HANDLE_H
#define STORE_DB_HANDLE_H

struct db;
struct sqlite3;

/* db_handle: the connection itself, for the files of store/ alone. */
struct sqlite3 *db_handle(const struct db *db);

#endif
