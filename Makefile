# Maillage on one machine. `make help` lists the targets.
# Everything installed or written stays in .venv/, node_modules/, shared/web/static/ and .maillage/.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
FINESS ?=
ARGS ?=
# Tests wait as much as they work: three workers keep two cores busy.
SPREAD := -n 3 --dist loadscope --no-loadscope-reorder

RUNTIME := .venv/.installe
DEVELOPMENT := .venv/.installe-dev
MODULES := node_modules/.installe
ASSETS := shared/web/static/manifest.json
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help run reset test check bench chaos e2e contrats format tools servers chromium

help: ## Liste les cibles
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: tools $(RUNTIME) $(ASSETS) ## Lance toute la plateforme jusqu'à Ctrl-C (FINESS=fichier : l'annuaire national ; MAILLAGE_PORT=8080)
	@exec $(BIN)/maillage run $(if $(FINESS),--finess "$(FINESS)")

reset: ## Efface les données de la plateforme locale (ARGS=--tout : les serveurs téléchargés aussi)
	@if [ -x $(BIN)/maillage ]; then exec $(BIN)/maillage reset $(ARGS); else echo "Rien à effacer."; fi

test: tools $(DEVELOPMENT) $(ASSETS) servers chromium ## Installe ce qu'il faut et passe les tests sur Kafka et Postgres réels (ARGS=tests/unit)
	@exec $(BIN)/pytest $(SPREAD) $(ARGS)

e2e: tools $(DEVELOPMENT) $(ASSETS) servers chromium ## Passe les tests des pages dans un vrai navigateur
	@exec $(BIN)/pytest tests/e2e $(ARGS)

chaos: tools $(DEVELOPMENT) $(ASSETS) servers ## Casse tout exprès, longuement, et vérifie que rien n'est perdu ni doublé
	@exec $(BIN)/pytest tests/chaos -m long $(ARGS)

check: $(DEVELOPMENT) ## Vérifie format, lint, types, murs et dépendances (moins d'une minute)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

format: $(DEVELOPMENT) ## Met le code en forme
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: tools $(DEVELOPMENT) servers ## Mesure les débits et les compare aux bases brutes
	@exec $(BIN)/python -m benchmarks $(ARGS)

contrats: $(RUNTIME) ## Régénère schémas et docs des événements et refuse une rupture
	@exec $(BIN)/maillage contrats $(ARGS)

# What the machine must have: one French line for each missing tool.
tools:
	@command -v $(PYTHON) >/dev/null || { echo "Python ≥ 3.11 est introuvable : installez le paquet « python3 »." >&2; exit 1; }
	@$(PYTHON) -I local/prerequisites.py

# An interrupted creation leaves no pip: it is begun again.
$(RUNTIME): requirements.txt pyproject.toml
	@$(PYTHON) -I local/prerequisites.py python
	@test -x $(BIN)/pip || { echo "Création de l'environnement Python (.venv)…"; $(PYTHON) -m venv --clear .venv; }
	@echo "Installation des bibliothèques Python…"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installation des outils de développement…"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(MODULES): package-lock.json package.json
	@echo "Installation des modules web…"
	@npm ci --no-audit --no-fund
	@touch $@

$(ASSETS): $(MODULES) $(shell find shared/web/assets -type f 2>/dev/null)
	@npm run --silent assets
	@touch $@

servers: $(RUNTIME)
	@$(BIN)/python -m local.download

# Debian's browser: what the tests of the pages drive.
chromium:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installation de Chromium…"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else \
	    echo "Chromium est introuvable : installez le paquet « chromium »." >&2; exit 1; \
	  fi; }
