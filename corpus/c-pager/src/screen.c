/* One file per kind of terminal; which of them is compiled, the platform says. */
#include "screen.h"

#if defined(_WIN32)
#include "win/screen.c"
#elif defined(__unix__) || defined(__APPLE__)
#include "posix/screen.c"
#else
/* No terminal: eighty columns, like a printer. */
void screen_open(void) {}
void screen_close(void) {}
struct size screen_size(void) { return (struct size){24, 80}; }
#endif
