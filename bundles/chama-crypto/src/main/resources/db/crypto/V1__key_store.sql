-- the id of the key store that is the right one; empty before the first
create table chama.key_store (
  id varchar(32) not null
);

insert into chama.key_store (id) values ('');

-- the highest version of each key that was seen in a store: the right one must have it, and no version is made twice
create table chama.key_version (
  store varchar(32) not null,
  alias varchar(128) not null,
  version integer not null,
  primary key (store, alias)
);
