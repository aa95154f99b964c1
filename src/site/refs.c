/* References as a reader wants them: see refs.h. */
#include "site/refs.h"

const struct atl_site_ref_name atl_site_ref_names[] = {
    {ATL_REF_OPENS, true, "Opens", false},    {ATL_REF_LINK, true, "Uses", true},
    {ATL_REF_LINK, false, "Used by", false},  {ATL_REF_SEE, true, "See", false},
    {ATL_REF_SEE, false, "Seen from", false}, {ATL_REF_SEE, false, NULL, false}};

/* Whether an entry refers to another one in this way. */
static bool refers(const struct atl_index *index, uint32_t entry, uint32_t other, enum atl_ref_kind kind) {
  for (uint32_t i = index->first_out[entry]; i < index->first_out[entry + 1]; i++)
    if (index->ref.at[i].kind == kind && index->ref.at[i].to == other)
      return true;
  return false;
}

/* Whether a `see` tells of another entry what is told before it: that this one opens or uses it, is used by it, or sees
 * it. */
static bool is_told(const struct atl_site_refs *r) {
  const struct atl_index *index = r->index;
  return refers(index, r->entry, r->other, ATL_REF_LINK) || refers(index, r->other, r->entry, ATL_REF_LINK) ||
         refers(index, r->entry, r->other, ATL_REF_OPENS) ||
         (!r->out && refers(index, r->entry, r->other, ATL_REF_SEE));
}

const struct atl_ref *atl_site_next_ref(struct atl_site_refs *r) {
  const struct atl_index *index = r->index;
  const uint32_t *firsts = r->out ? index->first_out : index->first_in;
  uint32_t first = firsts[r->entry], end = firsts[r->entry + 1];
  while (first + r->at < end) {
    uint32_t i = first + r->at++;
    const struct atl_ref *ref = &index->ref.at[r->out ? i : index->in[i]];
    r->other = r->out ? ref->to : ref->from;
    bool again = ref->kind == ATL_REF_SEE && is_told(r);
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
