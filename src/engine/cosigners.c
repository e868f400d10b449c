/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/cosigners.h"

#include <string.h>

#include "store/cosign.h"

static enum err_code seek(void *cls, const struct cosigner_row *row)
{
    struct seeking *s = cls;
    const struct cosigner_record *c = &row->cosigner;
    bool name = strcmp(c->name, s->name) == 0;
    bool key = s->key != NULL && strcmp(c->key, s->key) == 0;
    s->needed = c->needed;
    s->lines++;
    s->name_taken |= name && !key;
    s->key_taken |= key && !name;
    if (name && (key || s->key == NULL)) {
        s->found = true;
        s->as = *c;
    }
    return ERR_OK;
}

enum err_code cosigners_seek(struct db *db, int64_t assembly,
                             struct seeking *s)
{
    return cosigner_each(db, assembly, seek, s);
}

unsigned cosigners_judge(const struct seeking *s, bool convened,
                         int64_t needed)
{
    unsigned wrong = 0;
    if (s->name_taken && !s->found)
        wrong |= COSIGNER_NAME_TAKEN;
    if (s->key_taken)
        wrong |= COSIGNER_KEY_TAKEN;
    if (convened && needed < s->needed)
        wrong |= COSIGNERS_FEWER;
    if (s->lines >= COSIGNERS_ASKED_MAX)
        wrong |= COSIGNERS_MOST;
    return wrong;
}
