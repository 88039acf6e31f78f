-- in which form the table of a dataset holds its items: forms is "item:FORM,..." for those that are not plain;
-- version: the dataset version that decided it; revision rises with every change
create table chama.dataset_layout (
  number integer not null primary key,
  version integer not null,
  revision integer not null,
  forms varchar not null
);

-- the latest rewriting of a dataset's encrypted items; the places are where the pass has come, null at its beginning
create table chama.dataset_job (
  number integer not null primary key,
  dataset varchar(48) not null,
  purpose varchar(16) not null,
  running boolean not null,
  again boolean not null,
  place_first bigint,
  place_second bigint,
  done bigint not null,
  total bigint not null,
  begun timestamp with time zone default current_timestamp not null,
  ended timestamp with time zone
);

-- what the zone's readers may know of it
create view share.layout as
  select number, version, revision, forms from chama.dataset_layout;
