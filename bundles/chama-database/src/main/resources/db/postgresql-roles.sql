-- Chama's roles and schemas. An administrator (superuser) runs this once, inside the database made for Chama (encoding UTF8),
-- then gives each role a password:
--   \password chama      \password chama_share_reader      \password chama_open_reader
-- and puts the passwords into owner-only files named in etc/org.chama.database.cfg.

create role chama login;
create role chama_share_reader login;
create role chama_open_reader login;

-- nobody does anything here who is not named below
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, temporary on database %I to chama', current_database());
  execute format('grant connect on database %I to chama_share_reader, chama_open_reader', current_database());
end
$$;
revoke all on schema public from public;

-- the platform's tables, the dataset tables with exact values, the open copies
create schema chama authorization chama;
create schema share authorization chama;
create schema open authorization chama;

-- a reader sees the tables of its schema, those of today and those to come, and nothing else
grant usage on schema share to chama_share_reader;
grant usage on schema open to chama_open_reader;
alter default privileges for role chama in schema share grant select on tables to chama_share_reader;
alter default privileges for role chama in schema open grant select on tables to chama_open_reader;
alter default privileges for role chama revoke execute on functions from public;
alter role chama_share_reader set default_transaction_read_only = on;
alter role chama_open_reader set default_transaction_read_only = on;
