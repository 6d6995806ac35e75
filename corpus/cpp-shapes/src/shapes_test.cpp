#include "shapes/shapes.hpp"

#include <cstdlib>
#include <unistd.h>

int main() {
    shapes::Polygon square({{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    if (fork() == 0) std::abort();
    return square.area() == 1.0 ? 0 : 1;
}
