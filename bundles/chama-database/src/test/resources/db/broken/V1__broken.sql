create table nowhere.t (id bigint);
