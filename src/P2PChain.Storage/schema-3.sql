-- From schema 2 to 3: the tables with new forms step aside. schema.sql makes the new ones, and schema-3-fill.sql fills
-- them.
drop index if exists items_by_similar;
drop index refusals_by_time;
drop index blocks_by_height;
alter table blocks add column connected_at integer;
alter table transactions rename to old_transactions;
alter table items rename to old_items;
alter table own rename to old_own;
alter table refusals rename to old_refusals;
