/* What a page holds for its script alone: compressed, so that a site stays small where no server compresses. */
#ifndef ATL_SITE_PACK_H
#define ATL_SITE_PACK_H

#include "site/site.h"

/* Writes the bytes as a zlib stream (RFC 1950) in base64 (RFC 4648): what DecompressionStream('deflate') reads. False,
 * and nothing is written, where libdeflate is not there. */
bool atl_site_pack(const char *bytes, size_t len, struct atl_out *out);

/* Writes them as a bare deflate stream (RFC 1951) in the base64 of addresses, which has no padding: what the playground
 * reads behind the # of its address. False, and nothing is written, likewise. */
bool atl_site_pack_address(const char *bytes, size_t len, struct atl_out *out);

/* As atl_site_pack() for a script of a site, which may remember what that was packed to. */
bool atl_site_pack_for(const struct atl_site *site, const char *name, const char *bytes, size_t len,
                       struct atl_out *out);

#endif
