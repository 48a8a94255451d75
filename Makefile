# Everything a person types is here; `make` alone lists it. What needs the virtual environment sets it up first, on a
# fresh machine too. Only what was asked for is written to stdout: make demo ARGS="--json ..." can be read by a program.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/pip install --quiet --quiet --disable-pip-version-check
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Many tests wait for a kernel, a broker or a device: one more than there are processors keeps these busy.
WORKERS ?= $(shell echo $$((1 + $$(nproc 2>/dev/null || echo 1))))

.PHONY: help demo test setup peers check unit coverage nightly mutants pulse-peers bench benchmarks rig reference sbom lock deploy-check clean

help:  ## this list
	@echo 'usage: make TARGET [ARGS="..."]'
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: setup  ## the simulated car with the real firmware; ARGS="--hours 6 --speed max --json" for figures
	@$(BIN)/python -m hil demo $(ARGS)

test: setup peers check unit  ## everything that CI holds the project to: about ten minutes

setup: $(READY)  ## the virtual environment .venv, with pinned packages; PYTHON=python3.13 for another interpreter

$(READY): pyproject.toml requirements-dev.txt requirements-judges.txt
	@echo "make setup: pinned packages into $(VENV), once: a minute or two" >&2
	@sh tools/make_venv.sh $(PYTHON) $(VENV) >&2
	@$(PIP) --require-hashes --requirement requirements-dev.txt >&2
	@$(PIP) --require-hashes --no-deps --requirement requirements-judges.txt >&2
	@$(PIP) --no-index --no-deps --no-build-isolation --editable . >&2
	@touch $@

peers:  ## a real broker, fonts, a real kernel and a system to boot for the tests, where they can be had
	@sh tools/get_mosquitto.sh
	@sh tools/get_fonts.sh
	@sh tools/get_kernel.sh
	@sh tools/get_system.sh

check: setup  ## format, lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup  ## the tests, with every branch of the controller held; ARGS="-k fridge" for some of the others
	$(BIN)/pytest -n auto tests/controller --cov=controller --cov-report=term:skip-covered --cov-fail-under=100
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --ignore=tests/controller $(ARGS)

coverage: setup  ## what the tests reach, line by line
	$(BIN)/pytest --cov --cov-report=term:skip-covered

nightly: setup  ## every codec against 100 000 streams of bytes, which takes hours; ARGS="-k sht4x" for one of them
	HYPOTHESIS_PROFILE=nightly $(BIN)/pytest tests/drivers/test_any_bytes.py $(ARGS)

mutants: setup  ## plant faults in what keeps goods and people safe, and count those that the tests see: ten minutes
	@$(PIP) --require-hashes --requirement requirements-mutants.txt >&2
	$(BIN)/python tools/mutants.py $(ARGS)

pulse-peers:  ## heartpy and neurokit2 in an environment of their own, for python -m hil bench pulse
	@$(PYTHON) -m venv .venv-peers >&2
	@.venv-peers/bin/pip install --quiet --require-hashes --requirement requirements-peers.txt >&2

bench: setup  ## figures of this machine; nothing depends on them
	$(BIN)/python -m hil bench step
	$(BIN)/python -m hil bench can
	$(BIN)/python -m hil bench i2c
	$(BIN)/python -m hil bench load

benchmarks: setup  ## our fridge law and those of peers, on twenty random boxes: docs/benchmarks.md, about ten minutes
	mkdir -p docs/plots
	$(BIN)/python -m hil run S4 --law thermostat --plants 1 --plot docs/plots/S4-thermostat.png
	$(BIN)/python -m hil run S4 --plants 1 --plot docs/plots/S4-homeward.png
	$(BIN)/python -m hil run MED-use --plants 1 --plot docs/plots/MED-use-homeward.png
	$(BIN)/python -m hil bench control $(ARGS) >docs/benchmarks.new || test -s docs/benchmarks.new  # a missed aim is told in it
	mv docs/benchmarks.new docs/benchmarks.md

rig: setup peers  ## every fault campaign; one table of what was noticed, safe, recovered and lost
	$(BIN)/python -m hil campaign all $(ARGS)
	$(BIN)/python -m hil campaign kernel $(ARGS)
	$(BIN)/python -m hil service
	$(BIN)/python -m hil kernel-cuts --count 100

reference: setup  ## docs/configuration.md, docs/boxes.md and tables of docs/for-owners.md, from the code
	$(BIN)/python -m hil reference

sbom: setup  ## what the service is made of, as CycloneDX JSON: build/sbom.cdx.json
	mkdir -p build
	$(BIN)/python tools/sbom.py requirements.txt >build/sbom.cdx.json

lock:  ## the hashes of all packages anew, for a changed version; ARGS="NAME==VERSION ..."
	sh tools/lock.sh $(ARGS)

deploy-check:  ## the service's files against systemd itself; says so where there is none
	sh systemd/check.sh

clean:  ## remove what was made here: .venv, .venv-peers, .cache, build, mutants
	rm -rf $(VENV) .venv-peers .cache build mutants *.egg-info

.DEFAULT:
	@echo "make: there is no target '$@'; make help lists them" >&2
	@exit 2
