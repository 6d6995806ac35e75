#include <iostream>

#include "queue.hpp"
#include "service.hpp"
#include "store.hpp"

int main(int argc, char **) {
    jobs::Queue queue;
    jobs::Service service(8000);
    try {
        queue.push([] { jobs::remember("ran"); });
        queue.run(1);
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    if (argc > 1 && service.detach() != 0) return 1;
    return queue.listen() + service.start();
}
