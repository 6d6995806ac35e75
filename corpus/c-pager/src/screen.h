#ifndef PAGER_SCREEN_H
#define PAGER_SCREEN_H

struct size {
    int rows, columns;
};

void screen_open(void);
void screen_close(void);
struct size screen_size(void);

#endif
