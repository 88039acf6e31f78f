create table chama.rest_answer (
  identity varchar(100) not null,
  idempotency_key varchar(100) not null,
  digest varchar(64) not null,
  begun timestamp(6) with time zone not null,
  status integer,
  version varchar(20),
  location varchar,
  answer varchar,
  primary key (identity, idempotency_key)
);

create index rest_answer_begun on chama.rest_answer (begun);
