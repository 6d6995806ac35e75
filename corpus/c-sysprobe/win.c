#include "probe.h"
#include <windows.h>

long thread_id(void) { return (long)GetCurrentThreadId(); }
int other(void) { return system("ver"); }
