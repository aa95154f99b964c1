/* What LeakSanitizer is not to report, linked into programs that open fontconfig: it keeps its caches until the end,
 * and clearing them under pango is not safe. Everything else that leaks is a fault. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void) { return "leak:libfontconfig\n"; }

/* Silent, so that standard error is what the program wrote. */
__attribute__((visibility("default"))) const char *__lsan_default_options(void) { return "print_suppressions=0"; }
