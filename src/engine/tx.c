/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/tx.h"

enum err_code tx_ready(struct tx *tx)
{
    enum err_code rc = ERR_OK;
    if (!tx->begun) {
        rc = db_begin(tx->db);
        if (rc != ERR_OK)
            return rc;
        tx->begun = true;
    }
    if (!tx->saved) {
        rc = db_save(tx->db);
        tx->saved = rc == ERR_OK;
    }
    return rc;
}

enum err_code tx_reload(struct tx *tx)
{
    enum err_code rc = live_load(tx->live, tx->db, tx->now, tx->monotonic);
    if (rc == ERR_OK && tx->keyring != NULL)
        rc = auth_load(tx->keyring, tx->db);
    return rc;
}

enum err_code tx_end_job(struct tx *tx, enum err_code job)
{
    if (!tx->saved)
        return ERR_OK;
    tx->saved = false;
    /* A full disk or a failed write may have ended the transaction itself. */
    if (!db_in_transaction(tx->db))
        return job != ERR_OK ? job : ERR_STORE_FAILED;
    if (!err_is_ours(job))
        return db_release(tx->db);
    enum err_code rc = db_undo(tx->db);
    return rc != ERR_OK ? rc : tx_reload(tx);
}
