#!/bin/bash
# How fast the simulator is: virtual_time.cpp says what it measures.
#
#   bench/virtual_time.sh [BUILD_FOLDER]
exec "${1:-build/release}/virtual_time"
