/* integrations/agents/atlasc/SKILL.md, which the build puts into the program. */
#ifndef ATL_CMD_AGENTS_H
#define ATL_CMD_AGENTS_H

/* Text with a NUL behind it: lines between two of "---" that are for programs, a blank line, the page. */
extern const char *const atl_agents_page;

#endif
