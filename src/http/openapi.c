/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/openapi.h"

/* .incbin and not #embed: gcc 12 does not know the latter. */
__asm__(".section .rodata\n"
        ".global openapi_text\n"
        "openapi_text:\n"
        ".incbin \"src/http/openapi.json\"\n"
        ".global openapi_end\n"
        "openapi_end:\n"
        ".byte 0\n"
        ".previous\n");
