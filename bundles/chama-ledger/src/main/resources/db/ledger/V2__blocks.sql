-- lines of the first form wait to be sealed like every new line
alter table chama.ledger_line rename to ledger_pending;
drop index chama.ledger_line_about;
alter table chama.ledger_pending add column form smallint default 1 not null;
alter table chama.ledger_pending add column department varchar default '' not null;
alter table chama.ledger_pending add column role varchar default '' not null;
alter table chama.ledger_pending add column channel varchar default '' not null;
alter table chama.ledger_pending add column request varchar default '' not null;
alter table chama.ledger_pending add column before_digest varchar default '' not null;
alter table chama.ledger_pending add column after_digest varchar default '' not null;
alter table chama.ledger_pending add column rules varchar default '' not null;

-- sealed lines; which block a line is in follows from its number
create table chama.ledger_line (
  number bigint not null,
  form smallint not null,
  at timestamp(6) with time zone not null,
  actor varchar not null,
  department varchar not null,
  role varchar not null,
  channel varchar not null,
  request varchar not null,
  kind varchar not null,
  about varchar not null,
  detail varchar not null,
  before_digest varchar not null,
  after_digest varchar not null,
  rules varchar not null,
  digest bytea not null,
  constraint ledger_line_number primary key (number)
);

create index ledger_line_about on chama.ledger_line (about, number);
create index ledger_line_actor on chama.ledger_line (actor, number);
create index ledger_line_kind on chama.ledger_line (kind, number);
create index ledger_line_at on chama.ledger_line (at);

create table chama.ledger_block (
  number bigint not null,
  first_line bigint not null,
  line_count integer not null,
  sealed_at timestamp(6) with time zone not null,
  previous bytea not null,
  seal bytea not null,
  root bytea not null,
  key_name varchar not null,
  algorithm varchar not null,
  hash bytea not null,
  signature bytea not null,
  constraint ledger_block_number primary key (number)
);

-- the references also keep H2 from truncating what they refer to
create table chama.ledger_archive (
  number bigint not null,
  from_block bigint not null,
  to_block bigint not null,
  last_line bigint not null,
  closed_at timestamp(6) with time zone not null,
  file varchar not null,
  digest varchar not null,
  previous varchar not null,
  constraint ledger_archive_number primary key (number),
  constraint ledger_archive_block foreign key (to_block) references chama.ledger_block (number),
  constraint ledger_archive_line foreign key (last_line) references chama.ledger_line (number)
);
