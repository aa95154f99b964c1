/* What a process costs before it does anything. Linked twice: with libc only, and with all that atlasc is linked with.
 */
int main(void) { return 0; }
