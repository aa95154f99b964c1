/* What a map says of the title and the legend that stand beside a drawing. */
#include "read/keys.h"
#include "read/yaml.h"
#include "read/yaml_map.h"

#include <string.h>

enum { T_TEXT, T_SHOW };
const struct atl_scope atl_title_scope = {"title", "a title", {ATL_KEY("text"), ATL_KEY("show"), {0}}};

void atl_title_value(struct atl_map_reader *r, const struct atl_yaml_event *event, atl_text *title, uint8_t *titled) {
  struct atl_seen seen = {0};
  struct atl_yaml_event value;
  int key;
  bool show;
  if (event->type != ATL_YAML_MAP) {
    *title = atl_line_value(r, event, "title", ATL_MAX_LABEL);
    return;
  }
  while (atl_next_value(r->yaml, &atl_title_scope, &seen, &key, &value, r->diags))
    if (key == T_TEXT)
      *title = atl_line_value(r, &value, "title", ATL_MAX_LABEL);
    else if (atl_bool_value(r, &value, "show", &show))
      *titled = show ? ATL_WANTED : ATL_UNWANTED;
}

void atl_legend_value(struct atl_map_reader *r, const struct atl_yaml_event *event, uint8_t *legend) {
  bool shown;
  if (event->type == ATL_YAML_SCALAR && !strcmp(event->text, "auto"))
    *legend = ATL_WANTED_USEFUL;
  else if (event->type != ATL_YAML_SCALAR)
    atl_wrong_form(r->yaml, event, r->diags, "legend", "true, false or auto");
  else if (!strcmp(event->text, "true") || !strcmp(event->text, "false")) {
    if (atl_bool_value(r, event, "legend", &shown))
      *legend = shown ? ATL_WANTED : ATL_UNWANTED;
  } else
    atl_report(r->diags, ATL_ERROR, "wrong-form", atl_yaml_span(r->yaml, event),
               "legend is true, false or auto, not '%s'; what kinds are called and mean stands under 'kinds:'",
               event->text);
}
