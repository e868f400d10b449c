/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef ENGINE_MINISIGN_H
#define ENGINE_MINISIGN_H

#include "engine/key.h"

/* minisign: signatures of files as minisign makes them (version 0.11), so that
 * anyone can check them with a tool that is none of ours:
 *
 *   minisign -Vm FILE -p keys/stembus-minisign.pub
 */

/* Appends FILE.minisig for these bytes.  `comment`: the trusted comment, which is
 * signed as well; one line. */
void minisign_print(struct buf *out, const struct key *key, const void *bytes,
                    size_t len, const char *comment);

#endif
