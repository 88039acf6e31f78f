-- A trigger of H2 is a class that H2's own class loader must find. There is none of this name, and shall be none: H2 then refuses
-- the statement and names the trigger and the "class".
create force trigger chama.ledger_line_kept before update, delete on chama.ledger_line
  for each statement call 'the ledger is append-only';
create force trigger chama.ledger_block_kept before update, delete on chama.ledger_block
  for each statement call 'the ledger is append-only';
create force trigger chama.ledger_archive_kept before update, delete on chama.ledger_archive
  for each statement call 'the ledger is append-only';
