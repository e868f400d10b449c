/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_COMMANDS_H
#define ENGINE_COMMANDS_H

#include "engine/call.h"

/* commands: everything that changes the state, and the questions that must be
 * answered in order with the changes.  They run on the writer only. */

/* commands_register.c */
command_fn command_import;            /* form members_body, or CSV text */

/* commands_assembly.c */
command_fn command_assembly_create;   /* assembly_body */
command_fn command_assembly_move;     /* {n}; assembly_move_body */
command_fn command_attendance;        /* {n} {code}; present_body */
command_fn command_attendance_list;   /* {n}; attendance_body */

/* commands_handset.c */
command_fn command_handsets_assign;   /* {n}; handsets_body */
command_fn command_handsets_list;     /* {n} */
command_fn command_handset_revoke;    /* {n} {serial} */
command_fn command_token_create;      /* token_body */
command_fn command_token_revoke;      /* {n} */

/* commands_session.c */
command_fn command_session_create;    /* session_body */
command_fn command_session_get;
command_fn command_session_end;
command_fn command_code_create;       /* {n} {serial} */

/* Ends the sessions and the sign-in code of a credential. */
enum err_code command_end_secrets(struct tx *tx, int64_t credential)
    MUST_CHECK;
/* Whether a handset's assignment still holds. */
enum err_code command_judge_handset(struct call *call,
                                    const struct live_assignment *as)
    MUST_CHECK;

/* commands_agenda.c */
command_fn command_motion_create;     /* {n} assembly; motion_body */
command_fn command_motion_change;     /* {n}; motion_body by the patch form */
command_fn command_motion_decide;     /* {n}; decision_body */
command_fn command_round_create;      /* {n} motion; round_body */

/* commands_round.c */
command_fn command_round_move;        /* {n}; round_move_body */
/* Closes every round whose time is up by tx->monotonic; needs no call. */
enum err_code command_rounds_expire(struct tx *tx) MUST_CHECK;

/* commands_cosign.c */
command_fn command_cosigner;          /* {n} assembly; cosigner_body */
command_fn command_cosignature;       /* {n} assembly; cosignature_body */

/* commands_correction.c */
command_fn command_correction;        /* {n} round; correction_body */

/* commands_screen.c */
command_fn command_screen;            /* {n} assembly; struct screen */
/* Makes the screen of an assembly show something; needs no call. */
enum err_code command_show(struct tx *tx, struct live_assembly *a,
                           const struct screen *to) MUST_CHECK;

/* commands_ballot.c */
command_fn command_ballot;            /* {n} round; ballot_body */
command_fn command_ballot_batch;      /* {n} round; batch_body */
command_fn command_handset;           /* what this handset needs to know */

/* Writes the `restart` line into every assembly that is under way. */
enum err_code command_restart(struct tx *tx) MUST_CHECK;

/* Who does this: the credential's name, or its role. */
const char *command_by(const struct call *call);

/* The assembly {n}, or NULL after refusing with NOT_FOUND. */
struct live_assembly *command_find_assembly(struct tx *tx, struct call *call,
                                            int64_t id);

#endif
