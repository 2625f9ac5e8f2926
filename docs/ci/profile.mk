# profile.mk: profiles the benchmarks of this tree and of its base branch, and compares them.
#
#     make -f profile.mk BASE=origin/main
#
# The report is profile/report/index.html, the comment profile/comment.md. make fails if a limit is
# exceeded (LIMITS). Needs git, perf and stackfold; install says how to get the latter. README.md
# says how to choose the number of runs.
BASE = origin/main
BENCHMARKS = parse render
RUNS = 10
LIMITS = --min-share 1% --fail-on 'self>3%' --fail-on 'all>5%'
STACKFOLD = https://git.example.org/stackfold.git
BUILD = $(MAKE) -C
BUILD_ARGUMENTS = bench CFLAGS='-O2 -g -fno-omit-frame-pointer'
PROGRAM = bench/$$benchmark
RECORD = perf record -q -e cpu-clock:u -F 1999 -g

out = profile

compare: record
	flamereport -o $(out)/report --baseline $(out)/before $(LIMITS) \
		--summary $(out)/comment.md --summary $(out)/junit.xml \
		--history $(out)/history.jsonl --run "$$(git rev-parse --short HEAD)" $(out)/after

record: build
	rm -rf $(out)/before $(out)/after
	mkdir -p $(out)/before $(out)/after
	here=$$PWD; for run in $$(seq $(RUNS)); do \
		for benchmark in $(BENCHMARKS); do \
			for side in before after; do \
				case $$side in before) tree=$(out)/base;; *) tree=.;; esac; \
				(cd $$tree && $(RECORD) -o $$here/$(out)/$$side/$$benchmark.$$run.data \
					-- $(PROGRAM) >/dev/null) || exit 1; \
			done; \
		done; \
	done

build:
	mkdir -p $(out)
	git worktree prune
	rm -rf $(out)/base
	git worktree add -f --detach $(out)/base "$$(git merge-base HEAD $(BASE))"
	$(BUILD) $(out)/base $(BUILD_ARGUMENTS)
	$(BUILD) . $(BUILD_ARGUMENTS)

install:
	git clone --depth 1 $(STACKFOLD) $(out)/stackfold
	cd $(out)/stackfold && ./autogen.sh && ./configure && $(MAKE) && $(MAKE) install

.PHONY: compare record build install
