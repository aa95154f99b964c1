/* How a name or a text is written where somebody else reads it.
 *
 * File names are bytes: they may hold line breaks, escape sequences, and what means something to make, ninja, sh, a
 * browser or a terminal. Whatever writes one anywhere goes through here, so that what is read back is that very name,
 * or nothing at all where the format has no way to say it: never half a line, another command or another file.
 *
 * Nothing here knows what the name is of; nothing is looked up in a file system. */
#ifndef ATL_BASE_SPELL_H
#define ATL_BASE_SPELL_H

#include "base/arena.h"
#include "base/out.h"

enum atl_spelling {
  /* For people, on one line of a terminal or a log: controls, escape sequences, bidirectional overrides and bytes that
   * are no UTF-8 are '?', and so is the bracket of "##[", which begins a command of a build log. Nothing is unfit. */
  ATL_SPELL_PEOPLE,
  /* The same where a line begins: a name that would begin a command of GitHub ("::") has "./" before it. */
  ATL_SPELL_LINE,
  /* A message, and the value of a property, in a command of GitHub: '%' and line breaks as %25, %0A; ':' and ',' of
   * properties, too. Other controls as for people. */
  ATL_SPELL_GITHUB,
  ATL_SPELL_GITHUB_VALUE,
  /* The inside of a JSON string, the very bytes: a byte that is no UTF-8 is the lone surrogate U+DC00 + byte (\udc80 to
   * \udcff), as Python's `surrogateescape` (PEP 383) reads and writes it. What would act on a terminal is escaped. */
  ATL_SPELL_JSON,
  /* One word of sh. */
  ATL_SPELL_SHELL,
  /* A value in a file of ninja, and a path in it. Unfit: line breaks. A path may need `bar = |` above it. */
  ATL_SPELL_NINJA,
  ATL_SPELL_NINJA_PATH,
  /* In rules of GNU make: a prerequisite, which may be the target of an empty rule as well, and a target that its rule
   * makes. Unfit: line breaks, what ends oddly, and for the latter what make takes for a pattern. A folder that ends
   * oddly is fit with a '/' behind it. Ninja reads most of them as well: atl_spell_ninja_reads() says which. */
  ATL_SPELL_MAKE,
  ATL_SPELL_MAKE_GOAL,
  /* A part of an address (RFC 3986, and WHATWG URL for what is not ASCII): a path with its slashes, or a fragment. */
  ATL_SPELL_ADDRESS,
  /* An address that somebody gave, in an escape sequence of a terminal (OSC 8): what is not printable ASCII as %XX. */
  ATL_SPELL_OSC8,
  /* The rest of a line in a list that this program reads again, by atl_spell_read(): controls, '%' and bytes that are
   * no UTF-8 as %XX. */
  ATL_SPELL_RECORD,
};

/* Writes the name. False where the format cannot say it; nothing is written then. */
bool atl_spell(struct atl_out *out, enum atl_spelling how, const char *name);
bool atl_spell_bytes(struct atl_out *out, enum atl_spelling how, const char *name, size_t len);

/* The same as a text in the arena; NULL where the format cannot say it. */
char *atl_spelled(struct atl_arena *arena, enum atl_spelling how, const char *name);

/* Whether a spelling for make is read by ninja (1.11) as the same name. */
bool atl_spell_ninja_reads(const char *name);

/* Whether a path of ninja needs its `bar`. */
bool atl_spell_needs_bar(const char *name);

/* Reads what ATL_SPELL_RECORD wrote. NULL where nothing can have written it: a cut or odd escape, a NUL. */
char *atl_spell_read(struct atl_arena *arena, const char *text, size_t len);

/* Writes the address of the file `to` on a page in the file `from`, both from one top: relative, and beginning with
 * "./" or "../", so that no name is taken for a scheme. */
void atl_spell_file_address(struct atl_out *out, const char *from, const char *to);

/* Whether an address leads nowhere that its writer did not say: it begins with "http://", "https://" or "mailto:", or
 * it is relative, with no scheme or host in disguise. Judged as browsers do (WHATWG URL): blanks before it, tabs and
 * line breaks anywhere are passed over, and '\' is '/'. Other controls, which browsers pass over at the ends, are
 * refused. */
bool atl_address_is_harmless(const char *address, size_t len);

#endif
