#include <thread>

#include "shapes/shapes.hpp"

int main() {
    std::thread worker([] { shapes::Polygon({{0, 0}, {1, 0}, {1, 1}}).hull(); });
    worker.join();
}
