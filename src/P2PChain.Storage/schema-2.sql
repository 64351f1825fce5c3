-- From schema 1 to 2.
alter table pool add column from_plain integer not null default 0 check (from_plain in (0, 1));
alter table own add column from_plain integer not null default 0 check (from_plain in (0, 1));

-- Refusals are dated, by the block that refused them as far as that is known.
alter table refusals add column refused_at_ms integer not null default 0;

update refusals set refused_at_ms = coalesce(
  (select json_extract(header, '$.time_ms') from blocks where height = tip_height and on_best_chain = 1),
  (select max(json_extract(header, '$.time_ms')) from blocks));

create index refusals_by_time on refusals (refused_at_ms);
