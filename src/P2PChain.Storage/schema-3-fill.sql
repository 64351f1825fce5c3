-- `confirmed` and `keys` are filled from the bodies before this. A malformed hash stays malformed, so that it is found
-- as damage as before.
insert into moves (uid, "transaction")
select uid, height * 65536 + position from old_transactions order by uid, height, position;

insert into entries (uid, kind, holder, since, timestamp, txid)
select uid, 1, holder, since, timestamp, coalesce(unhex(txid), cast(txid as blob)) from old_items order by uid;

insert or ignore into marks (txid, from_plain)
select coalesce(unhex(txid), cast(txid as blob)), from_plain from old_own order by txid;

insert or ignore into refused (
  txid, item, reason, person, time_ms, height, moved_at, winner, was_confirmed, is_own, tip_height, refused_at_ms, json)
select
  coalesce(unhex(txid), cast(txid as blob)), uid, reason, holder, not_before_ms, height, moved_at, unhex(winner),
  was_confirmed, is_own, tip_height, refused_at_ms, json
from old_refusals order by txid;

drop table old_transactions;
drop table old_items;
drop table old_own;
drop table old_refusals;
