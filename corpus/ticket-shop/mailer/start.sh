#!/bin/sh
set -e
until nc -z cache 6379; do sleep 1; done
exec "$@"
