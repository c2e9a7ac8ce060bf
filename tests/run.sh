#!/bin/sh
# Runs every fast test: the C core, then the Lua tests on each VM that is built.  tests/run.sh BUILD
# A test program prints its failures and ends with `N passed, N failed`; the last line here is their sum.
set -u
build=$1
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

one() { # one NAME COMMAND…
  name=$1; shift
  "$@" >"$log" 2>&1
  status=$?
  counts=$(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*/\1 \2/p' "$log" | tail -n 1)
  if [ -z "$counts" ]; then
    echo "FAILED $name (status $status, no result)"; tail -n 30 "$log"
    failed=$((failed + 1))
    return
  fi
  passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
  if [ "${counts#* }" != 0 ] || [ $status != 0 ]; then
    echo "FAILED $name"; tail -n 60 "$log"
    [ "${counts#* }" != 0 ] || failed=$((failed + 1))
  else echo "ok     $name: ${counts% *}"
  fi
}

for test in "$build"/tests/*_test; do
  [ -x "$test" ] && one "$(basename "$test")" "$test"
done

# A stock VM cannot load a module that has sanitizers in it; the program that carries the VM can.
run_by() { # run_by VM
  case "$build" in
    *san*) [ "$1" = luajit ] && echo "$build/bin/hug-jit" || echo "$build/bin/hug" ;;
    *) echo "$1" ;;
  esac
}
for vm in lua5.4 luajit; do
  [ -e "$build/$vm/hug/core.so" ] || continue
  HUG_VM=$(run_by $vm)
  export LUA_PATH="lua/?.lua;lua/?/init.lua;tests/lua/?.lua;;" LUA_CPATH="$build/$vm/?.so;;" HUG_BUILD="$build" HUG_VM
  for test in tests/lua/*_test.lua; do
    [ -e "$test" ] && one "$vm $(basename "$test" .lua)" "$HUG_VM" "$test"
  done
  [ -d tests/fixtures ] && one "$vm parity" "$HUG_VM" tests/parity/run.lua tests/fixtures
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
