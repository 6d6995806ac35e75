#include <windows.h>

/* Microsoft's library has these too, under the old names. */
int console_pipe(const char *command) { return _popen(command, "w") != 0; }
int console_wait(void) { return system("pause"); }
