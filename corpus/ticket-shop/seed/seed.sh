#!/bin/sh
# Sells the first tickets.
for number in 1 2 3; do
  curl -s "$TARGET_URL?number=$number"
done
curl -s "$TARGET_URL/done"
