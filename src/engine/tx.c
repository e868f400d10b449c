/* SPDX-License-Identifier: EUPL-1.2 */
#include "engine/tx.h"

enum err_code tx_ready(struct tx *tx)
{
    /* A full disk or a failed write may have ended the transaction by itself:
     * what follows would otherwise be committed without what went before. */
    if (tx->begun)
        return db_in_transaction(tx->db) ? ERR_OK : ERR_STORE_FAILED;
    enum err_code rc = db_begin(tx->db);
    tx->begun = rc == ERR_OK;
    return rc;
}

enum err_code tx_commit(struct tx *tx, bool *fatal)
{
    *fatal = false;
    if (!tx->begun)
        return ERR_OK;
    if (!db_in_transaction(tx->db))
        return ERR_STORE_FAILED;
    enum err_code rc = db_commit(tx->db, fatal);
    if (rc == ERR_OK)
        tx->begun = false;
    return rc;
}

enum err_code tx_load(struct tx *tx)
{
    enum err_code rc = live_load(tx->live, tx->db, tx->now, tx->monotonic);
    if (rc == ERR_OK && tx->keyring != NULL)
        rc = auth_load(tx->keyring, tx->db);
    return rc;
}

enum err_code tx_rollback(struct tx *tx)
{
    if (!tx->begun)
        return ERR_OK;
    tx->begun = false;
    tx->ballots = tx->repeats = 0;
    db_rollback(tx->db);
    return tx_load(tx);
}
