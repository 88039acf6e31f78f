alter table chama.sample add column kind varchar default 'postgresql';
