#include <stdio.h>
#include <stdlib.h>

#include "lines.h"

int main(void) {
    struct lines lines;
    char *name = tmpnam(NULL);
    if (system("true") != 0 || name == NULL) return 1;
    return lines_read(&lines, "/nonexistent") == 0;
}
