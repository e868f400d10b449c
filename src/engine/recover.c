/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/recover.h"

#include <stdio.h>

#include "engine/apply.h"

static void fill(struct incident *incident, const struct doubt *found)
{
    incident->finding = found->finding;
    incident->size = -1;
    incident->root[0] = '\0';
    /* The key that a journal names comes without a checkpoint. */
    if (found->path == NULL || found->journal < 0)
        return;
    incident->size = found->said.size;
    checkpoint_root_text(found->said.root, incident->root);
}

enum err_code command_recover(struct tx *tx, struct call *call)
{
    struct recovery_body *body = call->form;
    enum err_code rc = ERR_OK;
    snprintf(body->incident.program, sizeof body->incident.program,
             "stembus " STEMBUS_VERSION);
    snprintf(body->incident.key, sizeof body->incident.key, "%s",
             tx->public_key);
    for (size_t i = 0; rc == ERR_OK && i < body->audit->journal_count; i++) {
        int64_t journal = body->audit->journals[i].journal;
        struct doubt found = audit_finding(body->audit, journal);
        fill(&body->incident, &found);
        rc = apply(tx, journal, RECORD_INCIDENT, &body->incident, NULL);
    }
    return rc;
}
