"""How much is read of any file: what is beyond is refused with its line, before it costs time.

Every cap is far above what a challenge needs and low enough that a hostile file is answered at
once. The reference names each of them.
"""

from __future__ import annotations

# Of challenge_config.yaml, moderation.yaml and teams.yaml; submission.yaml has a cap of its own.
BYTES = 256 * 1024
# Mappings, keys, lists and single values; what stands behind an alias counts each time it is used.
# PyYAML and the models together read some 40,000 of them a second.
VALUES = 20_000
DEPTH = 100
# Of a whole number. Python itself refuses to write one of more than 4300.
DIGITS = 100
# The largest that every reader of JSON keeps exact.
COUNT = 2**53 - 1
# Of an id.
NAME = 100

PHASES = 200
LEADERBOARDS = 200
DATASET_SPLITS = 500
PHASE_SPLITS = 1_000
# Of one leaderboard, or of one phase's extra_results_columns.
COLUMNS = 100
JSONPATH = 255

# Digits after the point; a float holds no more than 17 that mean anything.
DECIMALS = 20
# 100 years.
DAYS = 36_500
# 30 days, in seconds: longer than any job of GitHub's runs.
TIME_LIMIT = 30 * 24 * 3600
MEMORY_GB = 4_096
CPUS = 1_024
PROCESSES = 1_000_000
# Of one workflow's matrix.
MACHINES = 256
# Of one kind of machine.
LABELS = 10
FILES = 100_000_000
# Files of one evaluation that are kept beside its metrics.json.
OUTPUTS = 20
