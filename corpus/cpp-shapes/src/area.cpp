#include "shapes/shapes.hpp"

#include <cmath>
#include <utility>

#if defined(__SSE2__) && !defined(SHAPES_PLAIN)
#include <emmintrin.h>
#define SHAPES_FAST 1
#endif

namespace shapes {

namespace {

#ifdef SHAPES_FAST
double cross(const Point &a, const Point &b) {
    __m128d left = _mm_set_pd(a.x, a.y), right = _mm_set_pd(b.y, b.x);
    __m128d both = _mm_mul_pd(left, right);
    return _mm_cvtsd_f64(_mm_sub_sd(_mm_unpackhi_pd(both, both), both));
}
#else
double cross(const Point &a, const Point &b) { return a.x * b.y - a.y * b.x; }
#endif

}  // namespace

double Polygon::area() const {
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i)
        sum += cross(points_[i], points_[(i + 1) % points_.size()]);
    return std::fabs(sum) / 2;
}

bool Polygon::connect(const Point &from, const Point &to) const { return cross(from, to) >= 0; }

}  // namespace shapes
