-- The ledger of one node. The truth is `blocks`: `items` and `transactions` are made from it and can be made again.
-- `pool`, `own` and `refusals` are what this node alone knows. Hashes, keys and seals are lower-case hex; JSON is
-- canonical text (docs/rules.md J1), so that it can be checked without this program:
--   sqlite3 ledger.db "select header from blocks where height = 1" | tr -d '\n' | sha256sum

create table meta (
  key text primary key,     -- schema-version, genesis (its hash), parameters (the JSON that genesis is computed from)
  value text not null
) strict, without rowid;

-- Bodies come last in a row: SQLite reads rows from the front, and loading the headers need not pass over the bodies.
create table blocks (
  height integer not null,
  hash text not null unique,
  on_best_chain integer not null check (on_best_chain in (0, 1)),
  transaction_bytes integer not null,   -- length of `transactions`
  header text not null,                 -- exactly what is hashed
  seal text not null,                   -- the miner's signature over the hash; '' where the network lists no miners
  undo text,                            -- [[uid, entry before the block or null], ...]; null beside the best chain
  transactions text not null            -- a JSON list
) strict;

create index blocks_by_height on blocks (height);
create unique index best_chain on blocks (height) where on_best_chain = 1;

-- The best chain's transactions: who had laptop-001 in March?
create table transactions (
  height integer not null,
  position integer not null,            -- in the block, from 0
  txid text not null unique,
  uid text not null,
  type integer not null,                -- 1 request, 2 release
  requester text not null,
  timestamp real not null,              -- Unix seconds
  primary key (height, position)
) strict, without rowid;

create index transactions_by_item on transactions (uid);

-- Custody after the best tip: every item ever seen.
create table items (
  uid text primary key,
  holder text,                          -- null = available
  since integer not null,               -- height of the last transaction applied to it
  timestamp real not null,              -- of that transaction, Unix seconds
  txid text not null                    -- of that transaction
) strict, without rowid;

-- Waiting transactions; a lower sequence comes first.
create table pool (
  sequence integer primary key,
  txid text not null,
  wid text not null,                    -- SHA-256 of `json`, which the txid is not: it leaves the signature out
  json text not null,
  is_own integer not null check (is_own in (0, 1)),
  from_plain integer not null check (from_plain in (0, 1))  -- ours, but first received from a node of the original network
) strict;

-- Transactions that this node mines as its own: all that wait, and the latest of those that do not (docs/rules.md M2).
create table own (
  txid text primary key,
  from_plain integer not null check (from_plain in (0, 1))  -- 0 = submitted at this node
) strict, without rowid;

-- Transactions that were accepted once and can no longer stand; a row goes when its transaction is accepted after all.
create table refusals (
  txid text primary key,
  uid text not null,
  reason text not null,                 -- known, held-by, not-held, not-holder, stale, too-early, pool-full
  holder text,                          -- who holds the item; null when nobody does
  height integer not null,              -- since which block; 0 when the item moves only in the pool
  moved_at real not null,               -- of the item's last transaction, Unix seconds; 0 when there is none
  winner text,                          -- the transaction that stands in the way; null when there is none
  not_before_ms integer not null,       -- from when it may come, Unix milliseconds; 0 but for too-early
  was_confirmed integer not null check (was_confirmed in (0, 1)),
  is_own integer not null check (is_own in (0, 1)),
  tip_height integer not null,          -- of the best chain when it was refused
  json text not null,                   -- the transaction
  refused_at_ms integer not null        -- the node's clock then; a row is kept for 30 days
) strict, without rowid;

create index refusals_by_time on refusals (refused_at_ms);
