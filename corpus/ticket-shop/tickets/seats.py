"""Which seats are free: nothing but numbers."""


def free(taken, rows=20, seats=30):
    """The seats that nobody has, row by row."""
    return [(row, seat) for row in range(rows) for seat in range(seats) if (row, seat) not in taken]


def best(seats, rows=20):
    """The free seat nearest to the middle."""
    return min(seats, key=lambda place: (abs(place[0] - rows // 2), abs(place[1] - 15)))
