create table chama.race (id bigint);
insert into chama.race values (1);
