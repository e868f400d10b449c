/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include <stddef.h>

/* fold: a name as it is looked up and put in order: small letters without
 * accents, one blank between words, no apostrophes or other marks.  "'s-Gravenhage"
 * becomes "s gravenhage", "Súdwest-Fryslân" "sudwest fryslan".  Letters outside
 * Latin stay as they are. */

/* Fills out[size] (size > 0); what does not fit is cut off. */
void fold_text(const char *text, char *out, size_t size);

#endif
