#include "shapes/shapes.hpp"

#include <algorithm>

namespace shapes {

namespace {

struct Turn {
    double operator()(const Point &a, const Point &b, const Point &c) const {
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    }
};

}  // namespace

Polygon Polygon::hull() const {
    std::vector<Point> sorted = points_, kept;
    std::sort(sorted.begin(), sorted.end(), [](const Point &a, const Point &b) {
        return a.x < b.x || (a.x == b.x && a.y < b.y);
    });
    Turn accept;
    for (const Point &next : sorted) {
        while (kept.size() > 1 && accept(kept[kept.size() - 2], kept.back(), next) <= 0)
            kept.pop_back();
        kept.push_back(next);
    }
    return Polygon(kept);
}

}  // namespace shapes
