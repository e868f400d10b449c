/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/commands.h"

#include <stdlib.h>

#include "engine/forms.h"

enum err_code command_show(struct tx *tx, struct live_assembly *a,
                           const struct screen *to)
{
    if (a->screen.show == to->show && a->screen.motion == to->motion)
        return ERR_OK; /* repeating is harmless */
    enum err_code rc = tx_ready(tx);
    if (rc == ERR_OK)
        rc = screen_set(tx->db, a->id, to);
    if (rc == ERR_OK)
        rc = live_set_screen(a, tx->db);
    a->changed = a->moved = true;
    return rc;
}

/* A subject is a motion of this assembly. */
static enum err_code judge_subject(struct tx *tx, struct call *call,
                                   const struct screen *s)
{
    struct motion_row *row = malloc(sizeof *row);
    if (row == NULL)
        return ERR_NO_MEMORY;
    enum err_code rc = motion_get(tx->db, s->motion, row);
    if (rc == ERR_NOT_FOUND ||
        (rc == ERR_OK && row->assembly != call->id)) {
        faults_add(&call->faults, "/motion",
                   "%lld is no motion of this assembly",
                   (long long)s->motion);
        rc = ERR_BODY_INVALID;
    }
    free(row);
    return rc;
}

static enum err_code judge_screen(struct tx *tx, struct call *call,
                                  const struct live_assembly *a,
                                  const struct screen *s)
{
    if ((s->show == SHOW_SUBJECT) != (s->motion != 0)) {
        faults_add(&call->faults, "/motion",
                   s->motion == 0 ? "a subject is a motion"
                                  : "only with 'subject'");
        return ERR_BODY_INVALID;
    }
    if (s->show == SHOW_ROUND && a->round == NULL)
        return call_refuse(call, ERR_ROUND_NOT_OPEN,
                           "no round of the assembly was opened");
    if (s->show == SHOW_ROLL_CALL && a->row.state == ASSEMBLY_DRAFT)
        return call_refuse(call, ERR_NOT_CONVENED,
                           "a roll call needs a frozen roll");
    return s->show == SHOW_SUBJECT ? judge_subject(tx, call, s) : ERR_OK;
}

enum err_code command_screen(struct tx *tx, struct call *call)
{
    const struct screen *body = call->form;
    struct live_assembly *a = command_find_assembly(tx, call, call->id);
    if (a == NULL)
        return ERR_NOT_FOUND;
    enum err_code rc = judge_screen(tx, call, a, body);
    if (rc == ERR_OK)
        rc = command_show(tx, a, body);
    if (rc == ERR_OK)
        fields_print(&call->out, NULL, &screen_body_form, body);
    return rc;
}
