/* What a request says of one output: how wide it may be, and how it is written. */
#include "cmd/compile.h"
#include "cmd/pager.h"
#include "cmd/report.h"

#include <stdlib.h>
#include <string.h>

int32_t atl_output_width(const struct atl_request *request, const struct atl_output *output, bool *lenient) {
  *lenient = false;
  if (!output->backend->cells) {
    for (uint32_t i = 0; i < request->output.len; i++)
      if (request->output.at[i].backend->cells)
        return 0; /* the width that was given is that of the text */
    return (int32_t)request->width * ATL_PX;
  }
  if (request->width)
    return (int32_t)request->width;
  int columns = !strcmp(output->path, "-") ? atl_pager_columns() : 0;
  if (columns)
    return columns;
  *lenient = true;
  return request->aspect ? 0 : ATL_PIPED_WIDTH;
}

/* Whether the locale is one that has ASCII and nothing else, as the environment says in the order of POSIX. Where it
 * says nothing, that is so by the letter, but terminals of today are not: containers and services have no locale. */
static bool is_ascii_locale(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *locale = getenv(names[i]);
    if (locale && *locale)
      return !strcmp(locale, "C") || !strcmp(locale, "POSIX");
  }
  return false;
}

struct atl_emit_options atl_output_options(const struct atl_request *request, const struct atl_work *work,
                                           const struct atl_output *output) {
  bool standard = output && !strcmp(output->path, "-"), terminal = standard && atl_pager_is_terminal();
  struct atl_emit_options options = request->emit;
  if (!request->border_given)
    options.border = work->sheet.border;
  if (!request->border_given && output && output->unasked && is_ascii_locale())
    options.border = ATL_BORDER_ASCII;
  options.wide = request->wide;
  if (request->wide)
    options.border = ATL_BORDER_ASCII; /* line characters are two cells there */
  options.color = standard ? atl_wants_color(request->color, atl_pager_screen()) : request->color == ATL_ALWAYS;
  options.hyperlinks = request->links == ATL_ALWAYS || (request->links == ATL_AUTO && terminal && options.color);
  options.isolates = request->bidi == ATL_ALWAYS || (request->bidi == ATL_AUTO && terminal);
  return options;
}
