#!/bin/sh
# Compares hug with recorded reference numbers on both VMs: tests/parity.sh BUILD FIXTURES [WORD…]
set -u
build=$1 fixtures=${2:-tests/fixtures}
shift; [ $# -gt 0 ] && shift
status=0
for vm in lua5.4 luajit; do
  [ -e "$build/$vm/hug/core.so" ] || continue
  echo "== $vm"
  LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$build/$vm/?.so;;" "$vm" tests/parity/run.lua "$fixtures" "$@" || status=1
done
exit $status
