-- Counts the passwords of an account: who signed in with an earlier one is told apart.
alter table chama.account add column password_version bigint default 0 not null;
