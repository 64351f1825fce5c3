-- The ledger of one node. The truth is `blocks`: `confirmed`, `moves` and `entries` are made from it and can be made
-- again. The other tables are what this node alone knows. JSON is canonical text (docs/rules.md J1), so that it can be
-- checked without this program:
--   sqlite3 ledger.db "select header from blocks where height = 1" | tr -d '\n' | sha256sum
-- The views at the end show hashes and keys as lower-case hex. Hashes in tables are 32 bytes, except those of `blocks`
-- and `pool`. The update from schema 2 runs this file too, after schema-3.sql.

create table if not exists meta (
  key text primary key,     -- schema-version, genesis (its hash), parameters (the JSON that genesis is computed from);
                            -- upgrades is reserved for the planned rule sets: [[height, version], ...]
  value text not null
) strict, without rowid;

-- Bodies come last in a row: SQLite reads rows from the front, and loading the headers need not pass over the bodies.
-- The index holds connected_at too, which is behind them.
create table if not exists blocks (
  height integer not null,
  hash text not null unique,
  on_best_chain integer not null check (on_best_chain in (0, 1)),
  transaction_bytes integer not null,   -- length of `transactions`
  header text not null,                 -- exactly what is hashed
  seal text not null,                   -- the miner's signature over the hash; '' where the network lists no miners
  undo text,                            -- [[uid, entry before the block or null], ...]; null beside the best chain,
                                        -- except for a branch that is being validated
  transactions text not null,           -- the body, exactly as sent to peers: a JSON list
  connected_at integer                  -- the node's clock when the block joined the best chain, Unix milliseconds;
) strict;                               -- null beside it, and for blocks from before schema 3

create index if not exists blocks_by_height on blocks (height, connected_at);
create unique index if not exists best_chain on blocks (height) where on_best_chain = 1;

-- The public keys of requesters. A number never changes its meaning.
create table if not exists keys (
  number integer primary key,
  key text not null unique              -- 66 hex digits
) strict;

-- The transactions of the best chain, in its order. The text of one is part of its block's body:
--   substr(blocks.transactions, at + 1, size)
create table if not exists confirmed (
  number integer primary key,           -- height * 65536 + position in the block, from 0
  txid blob not null,
  at integer not null,                  -- the place in the body, from 0
  size integer not null,                -- the length there
  type integer not null,                -- 1 request, 2 release
  requester integer not null,           -- its number in `keys`
  timestamp real not null               -- Unix seconds
) strict;

-- A search names both: substr(txid, 1, 8) = substr(?1, 1, 8) and txid = ?1.
create index if not exists confirmed_by_txid on confirmed (substr(txid, 1, 8));
create index if not exists confirmed_by_time on confirmed (timestamp);

-- The items of each confirmed transaction.
create table if not exists moves (
  uid text not null,
  "transaction" integer not null,       -- its number in `confirmed`
  primary key (uid, "transaction")
) strict, without rowid;

-- The transactions of a better branch whose blocks are being validated. No row means anything after a restart.
create table if not exists staged (
  txid blob primary key,
  height integer not null
) strict, without rowid;

-- Custody after the best tip: every item ever seen.
create table if not exists entries (
  uid text primary key,
  kind integer not null,                -- 1 item; 2 person and 3 group are reserved
  holder text,                          -- a key; null = available
  due integer,                          -- when it is to be back, Unix milliseconds; null = no such time
  since integer not null,               -- height of the last transaction applied to it
  timestamp real not null,              -- of that transaction, Unix seconds
  txid blob not null,                   -- of that transaction
  entry text                            -- the entry as the custody root covers it; null where it has exactly the members
) strict, without rowid;                -- holder, since, timestamp, txid and uid

-- A search names both: substr(holder, 1, 16) = substr(?1, 1, 16) and holder = ?1.
create index if not exists entries_by_holder on entries (substr(holder, 1, 16)) where holder is not null;
create index if not exists entries_by_due on entries (due) where due is not null;

-- Finds ids that differ only by case or by dots at the end. Most ids are their own key and need no row here.
create index if not exists entries_by_similar on entries (lower(rtrim(uid, '.'))) where lower(rtrim(uid, '.')) <> uid;

-- Waiting transactions; a lower sequence comes first.
create table if not exists pool (
  sequence integer primary key,
  txid text not null,
  wid text not null,                    -- SHA-256 of `json`, which the txid is not: it leaves the signature out
  json text not null,
  is_own integer not null check (is_own in (0, 1)),
  from_plain integer not null check (from_plain in (0, 1))  -- ours, but first received from a node of the original network
) strict;

-- Transactions that this node mines as its own: all that wait, and the latest of those that do not (docs/rules.md M2).
create table if not exists marks (
  txid blob primary key,
  from_plain integer not null check (from_plain in (0, 1))  -- 0 = submitted at this node
) strict, without rowid;

-- Transactions that were accepted once and can no longer stand; a row goes when its transaction is accepted after all.
create table if not exists refused (
  txid blob primary key,
  item text not null,                   -- the item that the reason is about
  reason text not null,                 -- known, held-by, not-held, not-holder, stale, too-early, pool-full
  person text,                          -- the holder of the item; null if there is none
  time_ms integer not null,             -- the time from which it may come, Unix milliseconds; 0 but for too-early
  height integer not null,              -- since which block; 0 when the item moves only in the pool
  moved_at real not null,               -- of the item's last transaction, Unix seconds; 0 when there is none
  winner blob,                          -- the txid of the transaction that stands in the way; null when there is none
  was_confirmed integer not null check (was_confirmed in (0, 1)),
  is_own integer not null check (is_own in (0, 1)),
  tip_height integer not null,          -- of the best chain when it was refused
  refused_at_ms integer not null,       -- the node's clock then; a row is kept for 30 days
  json text not null                    -- the transaction
) strict, without rowid;

create index if not exists refused_by_time on refused (refused_at_ms);

-- The latest alarms of reorganisations, shown by `status` for a day (REWRITE in docs/operations.md).
create table if not exists rewrites (
  number integer primary key,
  at_ms integer not null,               -- the node's clock then, Unix milliseconds
  abandoned integer not null,           -- how many blocks left
  oldest_ms integer not null,           -- the earliest time of one of them
  fork_height integer not null,         -- of the last block that stands
  is_deep integer not null check (is_deep in (0, 1)),  -- very many blocks, or very old ones
  items text not null                   -- taken from their holders; a space between two ids
) strict;

-- Reserved: requests that a script may send again under one key without a second effect.
create table if not exists idempotency (
  owner text not null,                  -- of the key
  key text not null,
  body_sha256 blob not null,            -- of the first request
  txids blob not null,                  -- the transactions that it made, 32 bytes each
  created_at integer not null,          -- the node's clock, Unix milliseconds
  primary key (owner, key)
) strict, without rowid;

create index if not exists idempotency_by_time on idempotency (created_at);

create view if not exists transactions as
select
  c.number >> 16 as height,
  c.number & 65535 as position,         -- in the block, from 0
  lower(hex(c.txid)) as txid,
  m.uid as uid,
  c.type as type,                       -- 1 request, 2 release
  k.key as requester,
  c.timestamp as timestamp              -- Unix seconds
from moves m join confirmed c on c.number = m."transaction" left join keys k on k.number = c.requester;

create view if not exists items as
select uid, holder, since, timestamp, lower(hex(txid)) as txid from entries where kind = 1;

create view if not exists own as
select lower(hex(txid)) as txid, from_plain from marks;

create view if not exists refusals as
select
  lower(hex(txid)) as txid,
  item as uid,
  reason,
  person as holder,
  height,
  moved_at,
  nullif(lower(hex(winner)), '') as winner,
  time_ms as not_before_ms,
  was_confirmed,
  is_own,
  tip_height,
  json,
  refused_at_ms
from refused;
