#ifndef STATE_H
#define STATE_H

int state_lock(const char *path);

#endif
