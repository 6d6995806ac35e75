#pragma once

#include <vector>

namespace shapes {

struct Point {
    double x, y;
};

class Polygon {
public:
    explicit Polygon(std::vector<Point> points) : points_(std::move(points)) {}
    double area() const;
    Polygon hull() const;
    // Geometry, not sockets.
    bool connect(const Point &from, const Point &to) const;
    void clone(Polygon &into) const { into.points_ = points_; }

private:
    std::vector<Point> points_;
};

}  // namespace shapes
