#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/queue.hpp"

int main() {
    jobs::Queue queue;
    queue.push([] { std::exit(0); });
    if (fork() == 0) queue.run(1);
    return wait(nullptr) < 0;
}
