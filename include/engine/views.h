/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_VIEWS_H
#define ENGINE_VIEWS_H

#include "engine/call.h"

/* views: lists and records, read from the store by a reader. */

/* views_register.c */
view_fn view_members;        /* ?date= ?page= */
view_fn view_member;         /* {code} */

/* views_assembly.c */
view_fn view_assemblies;
view_fn view_assembly;       /* {n} */
view_fn view_roll;           /* {n} */
view_fn view_motions;        /* {n} assembly */
view_fn view_motion;         /* {n} */
view_fn view_tokens;

/* views_round.c */
view_fn view_rounds;         /* {n} assembly */
view_fn view_round;          /* {n} */
view_fn view_round_moves;    /* {n} */
view_fn view_ballots;        /* {n}; who may see them depends on the state */
view_fn view_missing;        /* {n} */

/* views_qr.c */
view_fn view_qr_code;        /* qr_body */

/* views_record.c */
view_fn view_journal;        /* {n} assembly; ?from= ?limit= */
view_fn view_results;
view_fn view_results_of;     /* {n} assembly */

/* views_page.c: the public pages, in the language of the path */
view_fn view_home_page;
view_fn view_assembly_page;  /* {n} */
view_fn view_round_page;     /* {n}; ?q= ?sort= */
view_fn view_round_csv;      /* {n} */
view_fn view_members_page;   /* ?q= */
view_fn view_member_page;    /* {code}; ?assembly= ?journal= */
view_fn view_bundle;         /* {n} assembly; wants call->shelf */

/* views_proof.c; all want call->checkpoint */
view_fn view_checkpoint;     /* {n} assembly */
view_fn view_proof;          /* {n} assembly, {k} line */
view_fn view_consistency;    /* {n} assembly; ?from= */

/* views_cosign.c */
view_fn view_cosigners;      /* {n} assembly */
view_fn view_cosignatures;   /* {n} assembly; ?page= */
view_fn view_cosigned;       /* {n} assembly, {k} size */

#endif
