# Each target is a line over the presets of CMakePresets.json. Start with `make demo`.
.PHONY: build demo test bench hostile conformance format tidy image asan tsan fuzz clean

JOBS ?= $(shell nproc)

build:
	@scripts/install-dependencies
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target rampart

demo: build
	@scripts/demo

test:
	@scripts/install-dependencies --test
	@scripts/test $(JOBS)

bench: build
	@scripts/install-dependencies --test
	@cmake --build --preset release -j $(JOBS) --target rampart canned_server virtual_time
	@bench/all.sh

# Every kind of hostile server at once, for so long: make hostile SECONDS=600 PRESET=asan
SECONDS ?= 60
PRESET ?= release
hostile:
	@scripts/install-dependencies --test
	@cmake --preset $(PRESET) >/dev/null
	@cmake --build --preset $(PRESET) -j $(JOBS) --target hostile_soak
	@build/$(PRESET)/hostile_soak $(SECONDS)

# The whole corpus through Artillery itself, and its outcomes recorded anew. Ten minutes.
conformance: build
	@scripts/install-dependencies --test
	@REAL=all RAMPART=build/release/rampart tests/conformance/artillery.sh

format:
	@git ls-files '*.h' '*.cpp' | xargs clang-format -i

tidy:
	@scripts/install-dependencies --clang
	@scripts/tidy

image: build
	@scripts/image

asan tsan:
	@scripts/install-dependencies --test
	@cmake --preset $@ >/dev/null
	@cmake --build --preset $@ -j $(JOBS)
	@ctest --preset $@ -LE "live|idle"

# Every fuzz target for so long: make fuzz SECONDS=600
fuzz:
	@scripts/install-dependencies --clang
	@cmake --preset fuzz >/dev/null
	@cmake --build --preset fuzz -j $(JOBS) --target fuzz_targets
	@fuzz/run.sh $(SECONDS) build/fuzz

clean:
	rm -rf build
