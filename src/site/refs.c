/* References as a reader wants them: see refs.h. */
#include "site/refs.h"

const struct atl_site_ref_name atl_site_ref_names[] = {{ATL_REF_OPENS, true, "Opens"},    {ATL_REF_LINK, true, "Uses"},
                                                       {ATL_REF_LINK, false, "Used by"},  {ATL_REF_SEE, true, "See"},
                                                       {ATL_REF_SEE, false, "Seen from"}, {ATL_REF_SEE, false, NULL}};

static bool sees(const struct atl_index *index, uint32_t entry, uint32_t other) {
  for (uint32_t i = index->first_out[entry]; i < index->first_out[entry + 1]; i++)
    if (index->ref.at[i].kind == ATL_REF_SEE && index->ref.at[i].to == other)
      return true;
  return false;
}

const struct atl_ref *atl_site_next_ref(struct atl_site_refs *r) {
  const struct atl_index *index = r->index;
  const uint32_t *firsts = r->out ? index->first_out : index->first_in;
  uint32_t first = firsts[r->entry], end = firsts[r->entry + 1];
  while (first + r->at < end) {
    uint32_t i = first + r->at++;
    const struct atl_ref *ref = &index->ref.at[r->out ? i : index->in[i]];
    r->other = r->out ? ref->to : ref->from;
    bool again = ref->kind == ATL_REF_SEE && !r->out && sees(index, r->entry, r->other);
    for (uint32_t k = first; k < i && !again && ref->kind == r->kind; k++) {
      const struct atl_ref *before = &index->ref.at[r->out ? k : index->in[k]];
      again = before->kind == r->kind && (r->out ? before->to : before->from) == r->other;
    }
    if (ref->kind == r->kind && !again)
      return ref;
  }
  return NULL;
}

const char *atl_site_ref_label(const struct atl_index *index, const struct atl_ref *ref) {
  if (ref->link == ATL_NONE)
    return "";
  const struct atl_map *map = index->map.at[ref->map].map;
  return atl_map_text(map, map->link.at[ref->link].label);
}
