-- Everything below but sessions and nonces carries the revision it was changed at: nodes read what is newer than what they know.
create table chama.directory_revision (
  id integer primary key,
  revision bigint not null
);

-- 1: the revision; 2: wrong sign-ins of names that are not there, written so that they take as long as those of names that are
insert into chama.directory_revision (id, revision) values (1, 1), (2, 0);

-- digest of each resource that was loaded once
create table chama.directory_resource (
  name varchar(100) primary key,
  digest varchar(64) not null
);

create table chama.region (
  code varchar(6) not null,
  from_day date not null,
  name varchar(200) not null,
  region_level varchar(10) not null,
  superior varchar(6),
  until_day date,
  source varchar(200) not null,
  note varchar(500) not null,
  edited boolean not null,
  revision bigint not null,
  primary key (code, from_day)
);

create table chama.department (
  id varchar(48) primary key,
  credit_code varchar(18) not null,
  name varchar(200) not null,
  kind varchar(20) not null,
  region varchar(6) not null,
  superior varchar(48),
  authority boolean not null,
  is_open boolean not null,
  version bigint not null,
  revision bigint not null
);

create table chama.account (
  name varchar(48) primary key,
  person varchar(200) not null,
  subject varchar(255) unique,
  enabled boolean not null,
  must_change boolean not null,
  password_hash varchar(300),
  failures integer not null,
  failing_since timestamp(6) with time zone,
  locked_until timestamp(6) with time zone,
  version bigint not null,
  revision bigint not null
);

create index account_revision on chama.account (revision);

create table chama.account_role (
  account varchar(48) not null references chama.account (name),
  role varchar(30) not null,
  department varchar(48) not null,
  primary key (account, role, department)
);

create index account_role_department on chama.account_role (department, account);

create table chama.client (
  name varchar(48) primary key,
  department varchar(48) not null,
  title varchar(200) not null,
  enabled boolean not null,
  version bigint not null,
  revision bigint not null
);

create index client_revision on chama.client (revision);
create index client_department on chama.client (department, name);

-- "secret" is an envelope of the key store; a revoked credential stays, so that its number is never given again
create table chama.client_credential (
  client varchar(48) not null references chama.client (name),
  id integer not null,
  kind varchar(12) not null,
  digest varchar(64) not null,
  secret bytea,
  from_at timestamp(6) with time zone not null,
  until_at timestamp(6) with time zone,
  revoked boolean not null,
  last_used timestamp(6) with time zone,
  primary key (client, id)
);

create index client_credential_digest on chama.client_credential (digest);

create table chama.responsibility (
  dataset varchar(48) not null,
  stage varchar(20) not null,
  department varchar(48) not null,
  account varchar(48) not null,
  revision bigint not null,
  primary key (dataset, stage)
);

create table chama.account_session (
  digest varchar(64) primary key,
  account varchar(48) not null,
  opened_at timestamp(6) with time zone not null,
  used_at timestamp(6) with time zone not null
);

create index account_session_account on chama.account_session (account, opened_at);

create table chama.client_nonce (
  client varchar(48) not null,
  digest varchar(64) not null,
  until_at timestamp(6) with time zone not null,
  primary key (client, digest)
);

create index client_nonce_until on chama.client_nonce (until_at);
