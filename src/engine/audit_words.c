/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_words: what an audit found, for people. */
#include "engine/audit.h"

static void name_journal(struct buf *out, const struct doubt *d)
{
    if (d->path != NULL)
        buf_printf(out, "%s: ", d->path);
    if (d->journal == 0)
        buf_text(out, "the register: ");
    else if (d->journal > 0)
        buf_printf(out, "assembly %lld: ", (long long)d->journal);
}

static void explain_roots(struct buf *out, const struct audited *j,
                          const struct doubt *d)
{
    char said[ROOT_CODE_SIZE], is[ROOT_CODE_SIZE];
    checkpoint_code(d->said.root, said);
    checkpoint_code(j->root, is);
    buf_printf(out, "signed for %lld lines with the root %s, and the first "
               "%lld lines of the store are others (it has %lld, root %s)\n",
               (long long)d->said.size, said, (long long)d->said.size,
               (long long)j->lines, is);
}

static void explain_missing(struct buf *out, const struct places *places)
{
    buf_text(out, "no checkpoint of this store is there");
    for (size_t i = 0; i < places->count; i++)
        buf_printf(out, "%s%s", i == 0 ? ": no " : ", no ",
                   places->paths[i]);
    buf_char(out, '\n');
}

static void explain(struct buf *out, const struct audit *a,
                    const struct doubt *d)
{
    char key[FINGERPRINT_SIZE];
    const struct audited *j = audit_journal(a, d->journal);
    key_fingerprint(a->key, key);
    name_journal(out, d);
    switch (d->finding) {
    case FINDING_MISSING:
        explain_missing(out, &a->places);
        break;
    case FINDING_UNREADABLE:
        buf_text(out, "not what stembus wrote there\n");
        break;
    case FINDING_FOREIGN:
        buf_printf(out, "%s the key %s, and the key of this store is %s\n",
                   d->path != NULL ? "signed by" : "the journal names",
                   d->said.fingerprint, key);
        break;
    case FINDING_SHORTER:
        buf_printf(out, "signed for %lld lines, and the store has %lld\n",
                   (long long)d->said.size,
                   j != NULL ? (long long)j->lines : 0);
        break;
    case FINDING_DIFFERENT:
        explain_roots(out, j, d);
        break;
    case FINDING_SOUND:
    case FINDING_COUNT:
        break;
    }
}

void audit_explain(struct buf *out, const struct audit *a)
{
    for (int finding = FINDING_DIFFERENT; finding > FINDING_SOUND; finding--)
        for (size_t i = 0; i < a->doubt_count; i++)
            if ((int)a->doubts[i].finding == finding)
                explain(out, a, &a->doubts[i]);
}
