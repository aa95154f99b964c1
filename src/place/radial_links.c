/* Links over a radial drawing. */
#include "place/radial.h"

void atl_radial_links(struct atl_radial *r) { (void)r; }
