#include "config.h"
#include "events.h"

#ifdef HAVE_SYS_EPOLL_H
#include "events_epoll.c"
#else
#include "events_poll.c"
#endif
