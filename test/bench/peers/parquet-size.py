"""Ticks of an NDJSON file as Parquet by DuckDB: NDJSON PARQUET. Prints the file's bytes and how many ticks are read from it."""

import json
import os
import sys

import duckdb

ndjson, parquet = sys.argv[1:]
columns = "{ts: 'UINTEGER', id: 'UINTEGER', px: 'INTEGER', qty: 'UINTEGER'}"
duckdb.execute("SET threads = 1")
duckdb.execute(
    f"COPY (SELECT * FROM read_ndjson('{ndjson}', columns = {columns})) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)"
)
(ticks,) = duckdb.execute(f"SELECT count(*) FROM '{parquet}'").fetchone()
print(json.dumps({"bytes": os.path.getsize(parquet), "ticks": ticks}))
