/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/screen.h"

enum err_code screen_set(struct db *db, int64_t assembly,
                         const struct screen *s)
{
    return db_run(db, SCREEN_SET, V_INT(assembly),
                  V_TEXT(show_words[s->show]), V_INT(s->motion));
}

enum err_code screen_get(struct db *db, int64_t assembly, struct screen *out)
{
    *out = (struct screen){ .show = SHOW_PAUSE };
    db_query(db, SCREEN_GET, V_INT(assembly));
    if (db_row(db, SCREEN_GET)) {
        out->show = (enum show)db_word(db, SCREEN_GET, 0, show_words);
        out->motion = db_int(db, SCREEN_GET, 1);
    }
    return db_done(db, SCREEN_GET);
}
