-- Lines of the source at which a batch's first and last record begin: where a line went is found by them.
alter table chama.batch add column first_line bigint not null default 0;
alter table chama.batch add column last_line bigint not null default 0;
