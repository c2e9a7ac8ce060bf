# hug: build, try, test, install.  `make help` is the index.

VERSION := 0.1.0
PREFIX  ?= /usr/local
BUILD   := build$(if $(SAN),/san)$(if $(DEBUG),/debug)
comma   := ,

PYTHON  ?= python3
CFLAGS  ?= $(if $(DEBUG),-O0 -g,$(if $(SAN),-O1 -g,-O2 -g))
SANITIZE := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -fPIC -fno-semantic-interposition -pthread -Wall -Wextra $(CFLAGS) $(SANITIZE) -MMD -MP
LDLIBS   = $(PCRE2_LIBS) -lm -pthread -ldl

MAKEFLAGS += --no-print-directory
ifndef V
.SILENT:
endif

# ---- What the machine has --------------------------------------------------------------------------------------
# hug is built for each VM that pkg-config knows.  LuaRocks says by LUA_INCDIR which one it wants.

pc = $(shell pkg-config $(1) 2>/dev/null)
ifdef LUA_INCDIR
VMS := rock$(subst /,_,$(LUA_INCDIR))
$(VMS)_CFLAGS := -I$(LUA_INCDIR)
else
lua5.4_CFLAGS := $(call pc,--cflags lua5.4)
lua5.4_LIBS := $(call pc,--libs lua5.4)
luajit_CFLAGS := $(call pc,--cflags luajit)
luajit_LIBS := $(call pc,--libs luajit)
VMS := $(strip $(foreach vm,lua5.4 luajit,$(if $($(vm)_LIBS),$(vm))))
endif

# A program that carries its VM starts faster.
lua5.4_STATIC := $(or $(wildcard $(call pc,--variable=libdir lua5.4)/liblua5.4.a),$(lua5.4_LIBS))
luajit_STATIC := $(or $(wildcard $(call pc,--variable=libdir luajit)/libluajit-5.1.a),$(luajit_LIBS))

# Regular expressions of tokenizers, but for those that core/token/scan.c knows.
PCRE2_LIBS := $(if $(NO_PCRE2),,$(call pc,--libs libpcre2-8))
PCRE2_CFLAGS := $(if $(PCRE2_LIBS),-DHUG_PCRE2 $(call pc,--cflags libpcre2-8))

ARGPARSE := $(firstword $(wildcard $(foreach v,5.4 5.1,/usr/share/lua/$(v)/argparse.lua /usr/local/share/lua/$(v)/argparse.lua)))

# Kernels are compiled once per instruction set, and chosen among when the library starts.  The same bits on all of them
# need products and sums to be rounded one by one.
ISAS := generic $(if $(filter x86_64%,$(shell $(CC) -dumpmachine 2>/dev/null)),avx2 avx512)
avx2_CFLAGS := -mavx2 -mfma -mf16c
avx512_CFLAGS := -mavx512f -mavx512vl -mavx512bw -mavx512dq $(avx2_CFLAGS)
KERNEL_CFLAGS := $(if $(DEBUG)$(SAN),,-O3) -ffp-contract=off -fno-math-errno -fno-trapping-math

# ---- What is made ----------------------------------------------------------------------------------------------

SONAME     := libhug.so.$(VERSION)
CORE_C     := $(filter-out core/kernel/kernels.c,$(wildcard core/*/*.c))
CORE_O     := $(CORE_C:%.c=$(BUILD)/obj/%.o) $(ISAS:%=$(BUILD)/obj/core/kernel/kernels_%.o)
BINDING_C  := $(filter-out bindings/main.c bindings/embed.c bindings/preload.c,$(wildcard bindings/*.c))
EMBEDDED   := $(shell find lua -name '*.lua' ! -path '*/meta/*')
LIBRARIES  := $(BUILD)/lib/libhug.so $(BUILD)/lib/libhug.a
MODULES    := $(VMS:%=$(BUILD)/%/hug/core.so)
PROGRAM_VMS := $(filter lua5.4 luajit,$(VMS))
ending      = $(if $(filter luajit,$(1)),-jit)
PROGRAMS   := $(foreach vm,$(PROGRAM_VMS),$(BUILD)/bin/hug$(call ending,$(vm)))
EXAMPLES   := $(foreach vm,$(PROGRAM_VMS),$(BUILD)/examples/game$(call ending,$(vm)))
CORE_TESTS := $(patsubst tests/core/%.c,$(BUILD)/tests/%,$(wildcard tests/core/*_test.c) tests/core/pty.c)

.PHONY: all lib help packages demo test check core-tests parity parity-tokenizers bench-tokenizers programs families fuzz bench bench-operators examples generate env install install-rock clean
.PHONY: has-compiler has-lua
.DELETE_ON_ERROR:
.SUFFIXES:

all: has-lua lib $(MODULES) $(PROGRAMS)   ## build the library, the Lua modules and the programs hug and hug-jit

lib: $(LIBRARIES)             ## build only the C library

help:                         ## print this list
	awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	echo "  Variables: DEBUG=1 (not optimised), SAN=1 (with ASan and UBSan), V=1 (show commands), PREFIX=, CC=, CFLAGS="

has-compiler:
	$(if $(shell $(CC) -E -x c -include stdio.h /dev/null >/dev/null 2>&1 && echo yes),:,\
	  echo "hug needs a C compiler: apt-get install gcc libc6-dev" >&2; exit 1)

has-lua:
	$(if $(VMS),:,echo "hug needs Lua 5.4 or LuaJIT: apt-get install pkg-config liblua5.4-dev libluajit-5.1-dev" >&2; exit 1)

# ---- Two commands for a fresh machine --------------------------------------------------------------------------

JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

packages:
	sh .ci/packages

demo: packages                ## install what is missing, build, and run the built-in model
	$(MAKE) $(JOBS) all
	$(BUILD)/bin/hug examples/demo.lua

test: packages                ## install what is missing, build, and run every fast test on both VMs
	$(MAKE) $(JOBS) all core-tests
	sh tests/run.sh $(BUILD)

# ---- The library -----------------------------------------------------------------------------------------------

$(BUILD)/obj/%.o: %.c | has-compiler
	echo "  compile $<"
	mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

define kernel_rule
$(BUILD)/obj/core/kernel/kernels_$(1).o: core/kernel/kernels.c | has-compiler
	echo "  compile $$< for $(1)"
	mkdir -p $$(@D)
	$(CC) $$(ALL_CFLAGS) $(KERNEL_CFLAGS) $($(1)_CFLAGS) -DHUG_ISA=$(1) -c $$< -o $$@
endef
$(foreach isa,$(ISAS),$(eval $(call kernel_rule,$(isa))))

$(BUILD)/obj/core/token/regex.o: ALL_CFLAGS += $(PCRE2_CFLAGS)

# Conversions, walks, random numbers, pools and the like are loops over elements too: vector code only at -O3.
LOOPS_O := $(addprefix $(BUILD)/obj/core/,tensor/convert.o tensor/random.o op/pool_loops.o op/fold.o op/resample.o op/grid_sample.o \
           op/elementwise.o op/along.o op/walk.o op/cdist.o op/count.o \
           kernel/scalar.o)
$(LOOPS_O): CFLAGS += $(if $(DEBUG)$(SAN),,-O3)

$(BUILD)/lib/libhug.a: $(CORE_O)
	mkdir -p $(@D)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/lib/$(SONAME): $(CORE_O) core/exports.map
	mkdir -p $(@D)
	$(CC) -shared -Wl,-Bsymbolic-functions -Wl,-soname,$(SONAME) -Wl,--version-script,core/exports.map $(SANITIZE) -o $@ $(CORE_O) $(LDLIBS)

$(BUILD)/lib/libhug.so: $(BUILD)/lib/$(SONAME)
	ln -sf $(SONAME) $@

# ---- The bindings: one source, compiled for each VM ------------------------------------------------------------
# As a module for a stock VM, which finds libhug beside it, in the build, or below PREFIX; and as an archive for programs
# that have a VM in them, with the Lua files.

RPATH := $$ORIGIN:$$ORIGIN/../../lib:$$ORIGIN/../../..

$(BUILD)/gen/embed: bindings/embed.c | has-compiler
	mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $<

$(BUILD)/gen/embedded.c: $(BUILD)/gen/embed $(EMBEDDED) $(ARGPARSE)
	$(BUILD)/gen/embed $(ARGPARSE:%=argparse=%) $(EMBEDDED) > $@

define vm_rules
$(BUILD)/obj/$(1)/%.o: %.c | has-compiler
	echo "  compile $$< for $(1)"
	mkdir -p $$(@D)
	$(CC) $$(ALL_CFLAGS) $($(1)_CFLAGS) -c $$< -o $$@

$(BUILD)/obj/$(1)/embedded.o: $(BUILD)/gen/embedded.c
	mkdir -p $$(@D)
	$(CC) $$(ALL_CFLAGS) -Ibindings -c $$< -o $$@

$(BUILD)/$(1)/hug/core.so: $(BINDING_C:%.c=$(BUILD)/obj/$(1)/%.o) $(BUILD)/lib/libhug.so
	mkdir -p $$(@D)
	$(CC) -shared $(SANITIZE) -o $$@ $$(filter %.o,$$^) -L$(BUILD)/lib -lhug -Wl,-rpath,'$(subst $$,$$$$,$(RPATH))' $(LDLIBS)

$(BUILD)/lib/libhug_$(1).a: $(BINDING_C:%.c=$(BUILD)/obj/$(1)/%.o) $(BUILD)/obj/$(1)/bindings/preload.o $(BUILD)/obj/$(1)/embedded.o
	mkdir -p $$(@D)
	rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach vm,$(VMS),$(eval $(call vm_rules,$(vm))))

# $(1): VM, $(2): its C file, $(3): the program.  All of libhug goes in, and stays visible, for LuaJIT's FFI.
define program_rule
$(BUILD)/$(3)$(call ending,$(1)): $(BUILD)/obj/$(1)/$(2:.c=.o) $(BUILD)/lib/libhug_$(1).a $(BUILD)/lib/libhug.a
	mkdir -p $$(@D)
	$(CC) $(SANITIZE) -Wl,-E -o $$@ $$(wordlist 1,2,$$^) -Wl,--whole-archive $(BUILD)/lib/libhug.a -Wl,--no-whole-archive \
	  $($(1)_STATIC) $(LDLIBS)
endef
$(foreach vm,$(PROGRAM_VMS),$(eval $(call program_rule,$(vm),bindings/main.c,bin/hug)))
$(foreach vm,$(PROGRAM_VMS),$(eval $(call program_rule,$(vm),examples/embed/game.c,examples/game)))

# ---- Tests and measurements ------------------------------------------------------------------------------------

$(BUILD)/tests/%: tests/core/%.c $(BUILD)/lib/libhug.a
	echo "  compile $<"
	mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(BUILD)/lib/libhug.a $(LDLIBS)

core-tests: $(CORE_TESTS)

# Fuzzed with clang: make fuzz TARGET=tokenizer_load SECONDS=60.  What is found is kept in build/fuzz.
FUZZ := $(BUILD)/fuzz
TARGET ?= $(basename $(notdir $(wildcard tests/fuzz/*.c)))
SECONDS ?= 60
FUZZ_C = $(filter-out core/kernel/%,$(CORE_C)) $(filter-out core/kernel/kernels.c,$(wildcard core/kernel/*.c))
FUZZ_FLAGS := -std=c11 -D_GNU_SOURCE -g -O1 -Wno-pass-failed -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined

$(FUZZ)/obj/%.o: %.c
	mkdir -p $(@D)
	clang $(FUZZ_FLAGS) $(PCRE2_CFLAGS) -c $< -o $@

$(FUZZ)/obj/core/kernel/kernels_%.o: core/kernel/kernels.c
	mkdir -p $(@D)
	clang -std=c11 -D_GNU_SOURCE -O0 -w -ffp-contract=off $($*_CFLAGS) -DHUG_ISA=$* -c $< -o $@

$(FUZZ)/%: $(FUZZ)/obj/tests/fuzz/%.o $(FUZZ_C:%.c=$(FUZZ)/obj/%.o) $(ISAS:%=$(FUZZ)/obj/core/kernel/kernels_%.o)
	clang -fsanitize=fuzzer,address,undefined -o $@ $^ $(LDLIBS)

.SECONDARY: $(FUZZ_C:%.c=$(FUZZ)/obj/%.o) $(ISAS:%=$(FUZZ)/obj/core/kernel/kernels_%.o)

fuzz: $(TARGET:%=$(FUZZ)/%)   ## feed random bytes to readers: make fuzz [TARGET=tokenizer_load SECONDS=60] (clang)
	for target in $(TARGET); do \
	  mkdir -p $(FUZZ)/$$target.corpus; \
	  $(FUZZ)/$$target -max_total_time=$(SECONDS) -artifact_prefix=$(FUZZ)/ $(FUZZ)/$$target.corpus tests/fuzz/$$target.seeds || exit 1; \
	done

examples: all $(EXAMPLES)     ## build examples/embed, a C program with Lua and hug in it

check:                        ## run what CI runs besides `make test`: lint, layers, symbols, sanitizers, examples, …
	sh .ci/packages check
	$(MAKE) $(JOBS) all core-tests examples
	sh tests/check.sh $(BUILD)

parity: all                   ## compare with recorded numbers of the reference: make parity FIXTURES=DIR ONLY="WORD…"
	sh tests/parity.sh $(BUILD) $(or $(FIXTURES),tests/fixtures) $(ONLY)

programs: all                 ## random programs of operators, beside torch: make programs [N=500 SEED=1] (pip install torch safetensors; PYTHON=)
	$(PYTHON) tests/parity/programs.py $(BUILD)/parity --count $(or $(N),500) --seed $(or $(SEED),1)
	sh tests/parity.sh $(BUILD) $(BUILD)/parity programs

bench-tokenizers: all        ## tokenizers beside the reference: make bench-tokenizers TEXTS=FILE DATA="folder with a tokenizer.json…" (pip install tokenizers; PYTHON=)
	$(PYTHON) tests/bench/bench_tokenizers.py $(TEXTS) $(DATA)

families: lib                 ## how many lines of C each family of operators has
	lua5.4 tests/families.lua $(BUILD)

# VM: which of the two compares
parity-tokenizers: VM ?= lua5.4
parity-tokenizers: all        ## tokenizers beside the reference: make parity-tokenizers DATA=DIR FIXTURES=DIR [ONLY="WORD…" FULL=1] (pip install tokenizers; PYTHON=)
	LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$(BUILD)/$(VM)/?.so;;" $(PYTHON) tests/parity/tokenizers.py --vm $(VM) \
	  $(DATA:%=--data %) --only "$(ONLY)" --full "$(FULL)" $(or $(FIXTURES),tests/fixtures)

bench: all                    ## measure hug, one JSON line a figure: make bench [MODEL=folder of a MiniLM]
	$(BUILD)/bin/hug tests/bench/bench.lua

bench-operators: all          ## every operator beside torch (pip install torch; PYTHON=)
	$(PYTHON) tests/bench/operators.py

generate: all                 ## rewrite the files that are made from the table of operations
	$(BUILD)/bin/hug docs/generate.lua

# ---- Installing ------------------------------------------------------------------------------------------------

env:                          ## print lines for a shell in which hug, and any lua5.4 or luajit, find this build: eval "$(make env)"
	echo 'export PATH="$(CURDIR)/$(BUILD)/bin:$$PATH"'
	echo 'export LUA_PATH="$(CURDIR)/lua/?.lua;$(CURDIR)/lua/?/init.lua;;"'
	echo 'export LUA_CPATH="$(CURDIR)/$(BUILD)/luajit/?.so;;" LUA_CPATH_5_4="$(CURDIR)/$(BUILD)/lua5.4/?.so;;"'

# $(1): VM, $(2): folder for Lua files, $(3): folder for C modules
define install_module
	install -d $(2) $(3)/hug
	cd lua && find hug -type f ! -name '*.py' -exec install -D -m 644 {} $(abspath $(2))/{} \;
	install -m 755 $(BUILD)/$(1)/hug/core.so $(3)/hug

endef
TO := $(DESTDIR)$(PREFIX)
lua5.4_ABI := 5.4
luajit_ABI := 5.1

install: all                  ## copy programs, library, headers and modules below PREFIX (/usr/local)
	install -d $(TO)/bin $(TO)/lib $(TO)/include/hug
	install -m 755 $(PROGRAMS) $(TO)/bin
	install -m 755 $(BUILD)/lib/$(SONAME) $(TO)/lib
	ln -sf $(SONAME) $(TO)/lib/libhug.so
	install -m 644 $(BUILD)/lib/libhug.a $(VMS:%=$(BUILD)/lib/libhug_%.a) $(TO)/lib
	install -m 644 core/hug.h core/hug_ops.h bindings/hug_lua.h $(TO)/include/hug
	$(foreach vm,$(VMS),$(call install_module,$(vm),$(TO)/share/lua/$($(vm)_ABI),$(TO)/lib/lua/$($(vm)_ABI)))

install-rock: all             # called by LuaRocks, with INST_LUADIR and INST_LIBDIR
	$(call install_module,$(VMS),$(INST_LUADIR),$(INST_LIBDIR))
	install -m 755 $(BUILD)/lib/$(SONAME) $(INST_LIBDIR)/hug

clean:                        ## remove what was built
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
