/* Included by ../screen.c. */
#include <windows.h>

static DWORD before;

void screen_open(void) { GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &before); }
void screen_close(void) { SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), before); }

struct size screen_size(void) {
    CONSOLE_SCREEN_BUFFER_INFO found;
    GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &found);
    return (struct size){found.dwSize.Y, found.dwSize.X};
}
