-- every line comes and goes here within a second: dead rows are cleared away soon, however few live ones there are
alter table chama.ledger_pending set (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
