#!/bin/sh
# What CI checks besides the tests: tests/check.sh BUILD, run in the root of the repository with everything built.
# A line for each check; what fails shows the end of what it printed.  The last line is `N passed, N failed`.
set -u
build=$1
passed=0 failed=0
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
unset LUA_PATH LUA_CPATH LUA_PATH_5_4 LUA_CPATH_5_4 HUG_HOME HUG_ISA

check() { # check NAME COMMAND…
  name=$1; shift
  if "$@" >"$room/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok     $name"
  else
    failed=$((failed + 1))
    echo "FAILED $name"; tail -n 40 "$room/log"
  fi
}
skip() { echo "skip   $1"; }

# ---- The source ----

clang_accepts() {
  for file in core/*/*.c; do
    case $file in */kernels.c) isa=-DHUG_ISA=generic ;; *) isa= ;; esac
    clang -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only $isa "$file" || return 1
  done
  for vm in lua5.4 luajit; do
    clang -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only $(pkg-config --cflags $vm) bindings/*.c examples/embed/*.c || return 1
  done
}

# The library leaves the process, its output, its signals and its locale to the host.
leaves_process_alone() {
  ! nm -u "$build"/lib/libhug.a |
    grep -wE '(_|_E|quick_)?exit|abort|__assert_fail|(sig)?longjmp|v?printf|puts|putchar|perror|std(out|err)|signal|sigaction|raise|kill|setlocale|__v?printf_chk'
}

sums() { find core lua docs -type f -exec cksum {} + | sort; }
generates_the_same() {
  sums >"$room/before" && make generate && sums >"$room/after" && diff "$room/before" "$room/after"
}

check "layers" sh tests/layers.sh
check "luacheck" luacheck --no-color -q .
if command -v clang >/dev/null; then check "clang has no warnings" clang_accepts; else skip "clang has no warnings: there is no clang"; fi
check "symbols of libhug" leaves_process_alone
check "generated files are in step" generates_the_same

# ---- What is shipped ----

for vm in lua5.4 luajit; do
  for example in examples/*.lua; do
    check "$vm $example" env LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$build/$vm/?.so;;" $vm "$example"
  done
done
for game in "$build"/examples/game*; do
  case $game in *.d) ;; *) check "$game" "$game" ;; esac
done

classify='local hug = require "hug"
  assert(hug.pipeline("text-classification")("A wonderful film.")[1].label == "POSITIVE")'

# A stock VM finds hug below PREFIX, and nothing of it in the checkout.
works_below() ( # works_below PREFIX VM ABI
  cd "$1" && LUA_PATH="share/lua/$3/?.lua;share/lua/$3/?/init.lua" LUA_CPATH="lib/lua/$3/?.so" "$2" -e "$classify"
)
installs() {
  make install PREFIX="$room/usr" && "$room/usr/bin/hug" -e "$classify" && "$room/usr/bin/hug-jit" -e "$classify" &&
    works_below "$room/usr" lua5.4 5.4 && works_below "$room/usr" luajit 5.1
}
rock() { # rock VM ABI
  headers=$(pkg-config --cflags-only-I "$1" | sed 's/^-I//; s/ .*//')
  luarocks --lua-version="$2" --tree "$room/rocks" make --deps-mode=none LUA_INCDIR="$headers" && works_below "$room/rocks" "$1" "$2"
}
loads_only_what_it_uses() { # loads_only_what_it_uses ARGUMENT…
  LD_DEBUG=files LD_DEBUG_OUTPUT="$room/loaded" "$build"/bin/hug "$@" || return 1
  ! grep -hE 'calling init.*(curl|sqlite|sndfile|microhttpd|openblas|blas)' "$room"/loaded.*
}

check "make install" installs
check "rock for Lua 5.4" rock lua5.4 5.4
check "rock for LuaJIT" rock luajit 5.1
check "hug -e '' loads nothing else" loads_only_what_it_uses -e ''
check "a pipeline loads nothing else" loads_only_what_it_uses run text-classification "A wonderful film."

# ---- The tests again, under other conditions ----

sanitized() {
  make SAN=1 CFLAGS="-O1 -g -Werror" all core-tests &&
    ASAN_OPTIONS=allocator_may_return_null=1 sh tests/run.sh "$build/san"
}
check "tests on the generic kernels" env HUG_ISA=generic sh tests/run.sh "$build"
check "tests under ASan and UBSan" sanitized
if [ -d ../shared/fixtures ]; then check "parity with the reference" sh tests/parity.sh "$build" ../shared/fixtures
else skip "parity with the reference: there is no ../shared/fixtures"; fi

# ---- Start-up times, for the reader ----

best_of_ten() { # best_of_ten COMMAND…: milliseconds
  best=999999
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    start=$(date +%s%N)
    "$@" >/dev/null
    took=$((($(date +%s%N) - start) / 1000))
    [ $took -ge $best ] || best=$took
  done
  echo "$((best / 1000)).$((best / 100 % 10)) ms"
}
echo "hug -e '':                    $(best_of_ten "$build"/bin/hug -e '')"
echo "the built-in pipeline's first: $(best_of_ten "$build"/bin/hug run text-classification "A wonderful film.")"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
