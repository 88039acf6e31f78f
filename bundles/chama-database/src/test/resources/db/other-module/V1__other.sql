create table chama.other (id bigint);
