#include <sys/epoll.h>
#include <unistd.h>

int main(void) {
    return epoll_create1(0) < 0 || fork() < 0;
}
