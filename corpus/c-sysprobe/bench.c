#include <sys/times.h>
#include <unistd.h>

int main(void) {
    struct tms used;
    return fork() + (int)times(&used);
}
