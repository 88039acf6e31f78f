create function chama.ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: % of % is refused', tg_op, tg_table_name;
end
$$;

create trigger ledger_line_kept before update or delete or truncate on chama.ledger_line
  for each statement execute function chama.ledger_is_append_only();
create trigger ledger_block_kept before update or delete or truncate on chama.ledger_block
  for each statement execute function chama.ledger_is_append_only();
create trigger ledger_archive_kept before update or delete or truncate on chama.ledger_archive
  for each statement execute function chama.ledger_is_append_only();
