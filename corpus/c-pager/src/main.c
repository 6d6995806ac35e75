/* Shows a file page by page; `!command` runs a command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_GETRANDOM
#include <sys/random.h>
#endif

#include "lines.h"
#include "process.h"
#include "screen.h"

static unsigned seed(void) {
    unsigned value = 0;
#ifdef HAVE_GETRANDOM
    if (getrandom(&value, sizeof value, 0) < 0) value = 1;
#else
    value = (unsigned)process_id();
#endif
    return value;
}

static void page(const struct lines *lines, size_t from) {
    struct size size = screen_size();
    for (size_t i = from; i < lines->count && i < from + (size_t)size.rows; i++)
        fputs(lines->at[i], stdout);
}

int main(int argc, char **argv) {
    struct lines lines;
    char command[256];
    if (argc != 2 || lines_read(&lines, argv[1]) != 0) return 1;
    srand(seed());
    screen_open();
    page(&lines, 0);
    while (fgets(command, sizeof command, stdin) != NULL) {
        if (command[0] == '!') process_run(command + 1);
        if (command[0] == '/') page(&lines, lines.index(&lines, command + 1));
    }
    screen_close();
    lines_free(&lines);
    return 0;
}
