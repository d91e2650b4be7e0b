# Everything one does with Kinerja. Each target installs what it misses; `make` alone lists them.

# Compiled dependencies, tools and logs are shared by every clone on the machine.
KINERJA_CACHE ?= $(HOME)/.cache/kinerja
# 0: serve without the demo agency.
KINERJA_DEMO ?= $(shell sed -n 's/^KINERJA_DEMO=//p' .env 2>/dev/null)
# What tests write nobody needs afterwards: where memory has room for 4 GiB of it, nothing waits for a disk.
SCRATCH := $(shell [ "$$(df --output=size -k /dev/shm 2>/dev/null | tail -n 1)" -ge 4194304 ] 2>/dev/null && echo /dev/shm)
# PostgreSQL refuses to run as root, and its other account may not look into root's home.
TESTDB ?= $(or $(SCRATCH:%=%/kinerja-test-$(shell id -u)),$(if $(filter 0,$(shell id -u)),/var/lib/kinerja-test,$(KINERJA_CACHE)/testdb))
# Where the database of the load lies for its time: on a disk, which /tmp need not be.
BENCHDB ?= $(if $(filter 0,$(shell id -u)),/var/lib,$(KINERJA_CACHE))
# Scenarios of the load, or faults, separated by commas; all of them when empty.
ONLY ?=
# Sizes of the agency under load; at others than the small one only the pages are looked at.
PROFILES ?= small,large
# How long everything breaks at random in the end of `make fault`.
MINUTES ?= 30
# The browser of the journeys; Playwright's configuration reads KINERJA_CHROMIUM.
export KINERJA_CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Where PostgreSQL's programs are, looked for in the order in which Kinerja looks.
PG_BIN = $(shell for bin in "$${KINERJA_PG_BIN:-}" "$$(pg_config --bindir 2>/dev/null)" $$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) "$$(dirname "$$(command -v initdb)")"; do [ -x "$$bin/initdb" ] && [ -x "$$bin/postgres" ] && echo "$$bin" && break; done)

TOOLS := $(KINERJA_CACHE)/tools
LOGS := $(KINERJA_CACHE)/logs
SCHEMATHESIS := $(TOOLS)/schemathesis-4.32.5
WASM := wasm32-unknown-unknown
# The command and the crate must agree to the letter.
WASM_BINDGEN := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/.*"\(.*\)"/\1/p;}' Cargo.lock)
WASM_SPLIT := 0.2.4
# In this order; `make test` runs all of them, each is a target of its own.
CHECKS := format lint docs unit build budgets journeys

export CARGO_TARGET_DIR := $(KINERJA_CACHE)/target
export PATH := $(HOME)/.cargo/bin:$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help serve build test bench fault audit api db prepare fmt $(CHECKS) queries query-data rust tools audit-tools schemathesis compiler node node-build node-test postgres faketime pgbouncer proxies chromium

help:
	@echo "make serve    build, then serve with a demo agency (KINERJA_DEMO=0: without)"
	echo "make build    dist/: the program, the site and its hash"
	echo "make test     every check; ends with 'N passed, N failed'"
	echo "              its parts: $(CHECKS)"
	echo "make bench    load against the built program, ends with a table; some of it:"
	echo "              make bench ONLY=writes,beranda,board,pages,live,storm,login,bytes,import,lighthouse PROFILES=small,medium,large"
	echo "make fault    bad days: kills, overload, full disk and more, ends with a table; shorter:"
	echo "              make fault MINUTES=2, or some: make fault ONLY=server,postmaster,storm"
	echo "make audit    licences, sources and unused dependencies of what Kinerja is built from, and its API"
	echo "make db       start the database cluster of the tests and print its DATABASE_URL"
	echo "make prepare  rewrite .sqlx after a query or a migration has changed"
	echo "make fmt      format the sources"

serve: postgres build
	@exec dist/kinerja serve $(if $(filter 0,$(KINERJA_DEMO)),,--demo)

# -- build -----------------------------------------------------------------------------------------

build: rust compiler tools node-build
	@echo "Compiling the browser's part and the server ..."
	# One thread optimises most of the browser's part: the server is compiled beside it.
	KINERJA_VERSION="$$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)$$(git describe --always --dirty --exclude '*' --abbrev=12 2>/dev/null | sed 's/.*/ (&)/')" \
		cargo build --quiet --release --features ssr --bin kinerja & server=$$!
	trap 'kill $$server 2>/dev/null || true' EXIT
	cargo rustc --lib --crate-type cdylib --profile wasm-release --features hydrate --target $(WASM) -- -Clink-args=--emit-relocs
	node end2end/build-site.mjs $(CARGO_TARGET_DIR)/$(WASM)/wasm-release/kinerja.wasm $(TOOLS)/bin dist
	wait $$server
	cmp -s $(CARGO_TARGET_DIR)/release/kinerja dist/kinerja || install $(CARGO_TARGET_DIR)/release/kinerja dist/kinerja

fmt: rust
	@cargo fmt

# -- database --------------------------------------------------------------------------------------

# While .sqlx lacks a query the program does not compile; the one built before can start a cluster too.
# The database of a test is a copy of template1: the migrations of the program are there already.
db: rust compiler postgres
	@migrations=
	if cargo build --quiet --features ssr --bin kinerja; then
		migrations="$$(cat migrations/*.sql | sha256sum) $$(date -u +%F)"
	fi
	url=$$($(CARGO_TARGET_DIR)/debug/kinerja cluster start --data $(TESTDB) | tail -n 1)
	sql() { PGPASSWORD=$$(cat $(TESTDB)/postgres/superuser.password) $(PG_BIN)/psql -qXAt -v ON_ERROR_STOP=1 "$${url/kinerja_owner:*@/postgres@}" "$$@"; }
	there=$$(sql -c "select shobj_description(oid, 'pg_database') from pg_database where datname = 'template1'")
	if [ -n "$$migrations" ] && [ "$$there" != "$$migrations" ]; then
		sql -c "update pg_database set datistemplate = false where datname = 'template1'" -c 'drop database if exists template1' \
			-c 'create database template1 template template0 owner kinerja_owner is_template true'
		DATABASE_URL="$${url/\/kinerja\?/\/template1?}" $(CARGO_TARGET_DIR)/debug/kinerja migrate >/dev/null
		# A copy goes through the log; packing it there took 0.3 s for each test.
		sql -c 'alter role kinerja_owner set wal_compression = off' -c "comment on database template1 is '$$migrations'"
	fi
	echo "$$url"

prepare:
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT
	$(MAKE) query-data OUT="$$fresh"
	mkdir -p .sqlx
	rm -f .sqlx/query-*.json
	find "$$fresh" -name 'query-*.json' -exec cp -t .sqlx {} +

# The query macros write into OUT what a live database tells them. It is a throw-away one, started
# without the program, because without .sqlx there is no program. The macros are not run again for
# another environment, only for a changed file: lib.rs looks changed for the length of the check.
query-data: rust compiler postgres
	@scratch=$$(mktemp -d)
	as=; [ "$$(id -u)" != 0 ] || { chown postgres "$$scratch"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; }
	written=$$(stat -c %y src/lib.rs); touched=
	trap '[ "$$(stat -c %y src/lib.rs)" != "$$touched" ] || touch -d "$$written" src/lib.rs
		$$as $(PG_BIN)/pg_ctl -D "$$scratch/data" -m immediate stop >/dev/null
		rm -rf "$$scratch"' EXIT
	$$as $(PG_BIN)/initdb -D "$$scratch/data" -U kinerja -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
	$$as $(PG_BIN)/pg_ctl -D "$$scratch/data" -l "$$scratch/log" -o "-F -c listen_addresses= -c unix_socket_directories=$$scratch" -w start >/dev/null
	url="postgres://kinerja@localhost/postgres?host=$$scratch"
	sql() { $(PG_BIN)/psql -qX1 -o /dev/null -v ON_ERROR_STOP=1 "$$url" "$$@"; }
	# What is there before the first migration.
	sql -c 'create role kinerja_owner bypassrls' -c 'create role kinerja_app' \
		-c 'create table _sqlx_migrations (version bigint primary key, description text not null, installed_on timestamptz not null default now(), success boolean not null, checksum bytea not null, execution_time bigint not null)'
	for migration in migrations/*.sql; do sql -f "$$migration"; done
	touch src/lib.rs; touched=$$(stat -c %y src/lib.rs)
	DATABASE_URL="$$url" SQLX_OFFLINE=false SQLX_OFFLINE_DIR=$(OUT) cargo $(if $(LINT),clippy,check) --features ssr --all-targets $(if $(LINT),-- -D warnings)

# -- checks ----------------------------------------------------------------------------------------

test: rust compiler tools node-test postgres pgbouncer proxies chromium
	@mkdir -p $(LOGS); rm -f $(LOGS)/journeys.json
	broken=()
	for check in $(CHECKS); do
		printf '\n== make %s\n' "$$check"
		$(MAKE) "$$check" 2>&1 | tee "$(LOGS)/$$check.log" || broken+=("$$check")
	done
	read -r passed failed < <(awk '/^test result:/ { p += $$4; f += $$6 } END { print p + 0, f + 0 }' $(LOGS)/unit.log)
	read -r good bad < <(node -p 'const { expected, unexpected, flaky } = require("$(LOGS)/journeys.json").stats; `$${expected} $${unexpected + flaky}`' 2>/dev/null || echo 0 0)
	others=0
	for check in "$${broken[@]}"; do
		printf 'Failed: make %s (%s)\n' "$$check" "$(LOGS)/$$check.log"
		case "$$check $$failed $$bad" in unit\ [1-9]* | journeys\ *\ [1-9]*) ;; *) others=$$((others + 1));; esac
	done
	printf '\n%d passed, %d failed\n' $$((passed + good)) $$((failed + bad + others))
	exit $$((failed + bad + others > 0))

format: rust
	@cargo fmt --check

# Both targets; the server's with its queries, so that the macros run once for both.
lint: rust compiler
	@$(MAKE) queries LINT=1
	cargo clippy --features hydrate --lib --target $(WASM) -- -D warnings

docs: rust compiler
	@RUSTDOCFLAGS="-D warnings --cfg erase_components" cargo doc --no-deps --features ssr

queries:
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT
	$(MAKE) query-data OUT="$$fresh"
	mkdir -p .sqlx
	diff -rq .sqlx "$$fresh" || { echo ".sqlx is not current: run 'make prepare' and commit what it writes."; exit 1; }

# The recipe compiles for minutes by one thread: the other tests run beside it.
unit: pgbouncer proxies
	@$(SCRATCH:%=export TMPDIR=%)
	url=$$($(MAKE) -s db | tail -n 1)
	export DATABASE_URL="$$url"
	cargo test --features ssr --no-run
	mkdir -p $(LOGS)
	cargo test --quiet --features ssr --test recipe >$(LOGS)/recipe.log 2>&1 & recipe=$$!
	broken=0
	cargo test --features ssr --no-fail-fast --lib --bins $(patsubst %,--test %,$(filter-out recipe,$(notdir $(patsubst %/main.rs,%,$(basename $(wildcard tests/*.rs)) $(wildcard tests/*/main.rs))))) || broken=1
	wait $$recipe || broken=1
	cat $(LOGS)/recipe.log
	exit $$broken

# Bytes as they travel, brotli. A lazy page is one file; chunks that a few pages share are counted in each, those that
# many share are the page "common". The charts of a board come once their page can be used.
budgets: build
	@package=dist/site/pkg/$$(cat dist/hash.txt)
	over=0
	weigh() {
		local size; size=$$(stat -c %s "$$3")
		printf '%-50s %7d of %7d bytes\n' "$$1" "$$size" "$$2"
		[ "$$size" -le "$$2" ] || over=1
	}
	weigh "main module" 210000 $$package/kinerja.wasm.br
	weigh "style sheet" 14000 $$package/kinerja.css.br
	weigh "style sheet of further pages" 14000 $$package/pages.css.br
	for page in $$(basename -s .wasm.br $$package/*.wasm.br | grep -vx kinerja); do
		# What pages of evaluations share is split into many small parts since there is a board of calibration.
		limit=60000; [[ $$page != *evaluation_form_route* ]] || limit=61000
		weigh "page $$(sed -E 's/^_+|(_view)?_[0-9]+$$//g' <<< $$page)" $$limit $$package/$$page.wasm.br
	done
	exit $$over

journeys: build node-test chromium
	@cd end2end
	$(SCRATCH:%=TMPDIR=%) PLAYWRIGHT_JSON_OUTPUT_FILE=$(LOGS)/journeys.json npx playwright test --reporter=list,json

# -- rarer checks ----------------------------------------------------------------------------------

# Licences, sources and crates that are kept out; dependencies that nothing uses; the API against its document.
audit: audit-tools api
	@export PATH="$(TOOLS)/bin:$$PATH"
	cargo deny --offline check bans licenses sources
	cargo machete

# Schemathesis asks a demo agency whatever the API's document allows, and what it does not. The sign-in is left out: it
# would end the session. Data that the document allows may still break a rule of reporting.
api: build postgres schemathesis
	@data=$$(mktemp -d $(BENCHDB)/kinerja-api.XXXXXX)
	chmod 711 "$$data"
	mkdir -p $(LOGS)
	at=127.0.0.1:3190
	KINERJA_DATA_DIR="$$data" LEPTOS_SITE_ADDR=$$at RUST_LOG=warn dist/kinerja serve --demo >$(LOGS)/api.log 2>&1 & server=$$!
	trap 'kill $$server; wait $$server || true; RUST_LOG=warn dist/kinerja cluster stop --data "$$data" >/dev/null; rm -rf "$$data"' EXIT
	curl -sf --retry 60 --retry-delay 1 --retry-connrefused --retry-all-errors http://$$at/readyz >/dev/null
	export SESSION=$$(curl -s -o /dev/null -D - -d demo=atasan http://$$at/masuk/demo | sed -n 's/^set-cookie: kinerja=\([^;]*\);.*/\1/pi')
	unit=$$(curl -sf -b "kinerja=$$SESSION" http://$$at/api/v1/me | sed -n 's/.*"unit":{"id":"\([^"]*\)".*/\1/p')
	config="$$data/schemathesis.toml"
	printf '[auth.openapi.session]\napi_key = "$${SESSION}"\n[parameters]\n"path.unit" = "%s"\n' "$$unit" >"$$config"
	# It keeps its examples in the folder where it runs.
	(cd "$$data" && $(SCHEMATHESIS)/bin/schemathesis --config-file "$$config" run http://$$at/api/openapi.json \
		--no-color --max-examples 50 --exclude-path-regex session --exclude-checks positive_data_acceptance)

# -- load ------------------------------------------------------------------------------------------

# On a cluster of its own, as durable as every other, which goes with the run. PostgreSQL's account passes
# through its folder; a thousand open boards are two thousand connections.
bench: postgres build $(if $(or $(if $(ONLY),,all),$(findstring lighthouse,$(ONLY))),node-test chromium)
	@echo "Compiling the load driver ..."
	cargo bench --quiet --features ssr --bench load --no-run
	mkdir -p $(LOGS) $(BENCHDB)
	data=$$(mktemp -d $(BENCHDB)/kinerja-bench.XXXXXX)
	trap 'RUST_LOG=warn dist/kinerja cluster stop --data "$$data" >/dev/null; rm -rf "$$data"' EXIT
	chmod 711 "$$data"
	ulimit -Sn 8192 || { echo "A thousand open boards need 8,192 open files: raise the limit (ulimit -Hn)." >&2; exit 1; }
	url=$$(RUST_LOG=warn dist/kinerja cluster start --data "$$data" | tail -n 1)
	# Which statements were slow is for a superuser to say.
	PGPASSWORD=$$(cat "$$data/postgres/superuser.password") $(PG_BIN)/psql -qX "$${url/kinerja_owner:*@/postgres@}" \
		-c 'create extension pg_stat_statements' -c 'grant pg_read_all_stats to kinerja_owner' || true
	rm -f $(LOGS)/bench.log
	DATABASE_URL="$$url" KINERJA_PG_BIN="$(PG_BIN)" cargo bench --quiet --features ssr --bench load -- \
		--log $(LOGS)/bench.log --profiles $(PROFILES) $(if $(ONLY),--only $(ONLY))
	[ ! -s $(LOGS)/bench.log ] || echo "The server logged $$(wc -l <$(LOGS)/bench.log) lines: $(LOGS)/bench.log"

# -- bad days --------------------------------------------------------------------------------------

# The driver makes its own clusters in a folder that goes with the run; a small disk is mounted there as root.
fault: postgres faketime build
	@echo "Compiling the driver of faults ..."
	cargo bench --quiet --features ssr --bench fault --no-run
	mkdir -p $(LOGS) $(BENCHDB)
	data=$$(mktemp -d $(BENCHDB)/kinerja-fault.XXXXXX)
	trap 'for cluster in "$$data"/*; do RUST_LOG=warn dist/kinerja cluster stop --data "$$cluster" >/dev/null; done
		! mountpoint -q "$$data/disk" || umount "$$data/disk"
		rm -rf "$$data"' EXIT
	chmod 711 "$$data"
	ulimit -Sn 8192 || { echo "The storm needs 8,192 open files: raise the limit (ulimit -Hn)." >&2; exit 1; }
	rm -f $(LOGS)/fault.log
	KINERJA_PG_BIN="$(PG_BIN)" cargo bench --quiet --features ssr --bench fault -- --data "$$data" \
		--log $(LOGS)/fault.log --minutes $(MINUTES) $(if $(ONLY),--only $(ONLY))
	echo "The servers' log: $(LOGS)/fault.log"

# -- what has to be installed ----------------------------------------------------------------------

SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)

# $(call install,PACKAGES,WHAT FOR)
define install
{
	echo "Installing $(1) ..."
	$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null
} || { echo "Could not install $(2): install $(1) as an administrator, then run make again." >&2; exit 1; }
endef

rust:
	@command -v rustup >/dev/null || { echo "Rust is missing: install rustup, then run make again." >&2; exit 1; }
	rustc --version >/dev/null 2>&1 || { echo "Installing the Rust toolchain ..."; rustup toolchain install --no-self-update; }
	[ -d "$$(rustc --print target-libdir --target $(WASM))" ] || rustup target add $(WASM)

compiler:
	@command -v cc >/dev/null || $(call install,gcc libc6-dev,a C compiler for linking)

# $(call crate,NAME,VERSION,COMMAND,OPTIONS)
# Without link-time optimisation: they run for seconds, compiling them well takes many minutes.
define crate
	if [ ! -x "$(TOOLS)/bin/$(3)" ] || ! grep -qs "^\"$(1) $(2) " $(TOOLS)/.crates.toml; then
		echo "Installing $(1) $(2) ..."
		CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
			CARGO_TARGET_DIR=$(CARGO_TARGET_DIR)/tools cargo install --root $(TOOLS) --version "=$(2)" --force $(1) $(4)
	fi
endef

tools: rust compiler
	@$(call crate,wasm_split_cli_support,$(WASM_SPLIT),wasm-split-cli,--features build-binary)
	$(call crate,wasm-bindgen-cli,$(WASM_BINDGEN),wasm-bindgen)

schemathesis:
	@[ ! -x $(SCHEMATHESIS)/bin/schemathesis ] || exit 0
	python3 -c 'import ensurepip, venv' 2>/dev/null || $(call install,python3-venv,Python for Schemathesis)
	echo "Installing Schemathesis ..."
	python3 -m venv $(SCHEMATHESIS)
	$(SCHEMATHESIS)/bin/pip install --quiet --disable-pip-version-check schemathesis==$(lastword $(subst -, ,$(SCHEMATHESIS)))

audit-tools: rust compiler
	@$(call crate,cargo-deny,0.20.2,cargo-deny,--no-default-features)
	$(call crate,cargo-machete,0.9.2,cargo-machete)

node:
	@command -v npm >/dev/null || $(call install,nodejs npm,Node.js)
	node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
		{ echo "Node.js $$(node --version) is too old: install 20.19 or newer, then run make again." >&2; exit 1; }

node-build: node end2end/node_modules/.for-build
node-test: node end2end/node_modules/.for-test

end2end/node_modules/.for-build: end2end/package-lock.json
	@echo "Installing Node's packages for the build ..."
	npm ci --prefix end2end --omit=dev --no-progress
	touch $@

end2end/node_modules/.for-test: end2end/package-lock.json
	@echo "Installing Node's packages for the tests ..."
	npm ci --prefix end2end --no-progress
	touch $@ end2end/node_modules/.for-build

# Only PostgreSQL's programs are wanted: Kinerja runs a cluster of its own.
postgres:
	@[ -z "$(PG_BIN)" ] || exit 0
	$(call install,postgresql-common,PostgreSQL)
	$(SUDO) sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
	$(call install,postgresql,PostgreSQL)

# Tells a process another time than it is.
faketime:
	@[ -n "$$(ls /usr/lib/*/faketime/libfaketimeMT.so.1 2>/dev/null)" ] || $(call install,faketime,libfaketime)

# Only the program is wanted: Debian's package starts one of its own.
pgbouncer:
	@PATH=$$PATH:/usr/sbin:/usr/local/sbin
	! command -v pgbouncer >/dev/null || exit 0
	$(call install,pgbouncer,PgBouncer for the tests)
	$(SUDO) systemctl disable --quiet --now pgbouncer 2>/dev/null || true

# Only the programs are wanted, as for PgBouncer.
proxies:
	@PATH=$$PATH:/usr/sbin:/usr/local/sbin
	command -v nginx >/dev/null && command -v caddy >/dev/null && exit 0
	$(call install,nginx-light caddy,the proxies of the tests)
	$(SUDO) systemctl disable --quiet --now nginx caddy 2>/dev/null || true

chromium:
	@[ -n "$(KINERJA_CHROMIUM)" ] || command -v chromium >/dev/null || $(call install,chromium,a browser for the journeys)
