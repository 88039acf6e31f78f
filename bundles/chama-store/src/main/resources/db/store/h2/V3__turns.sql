-- H2 replaces a table when its columns change: who writes to a dataset's table, and who changes it, locks its row here first
create table chama.dataset_turn (
  number integer not null primary key
);
