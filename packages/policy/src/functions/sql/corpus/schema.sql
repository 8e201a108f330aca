create schema read_only;
create schema private;
create type read_only.mood as enum ('sad', 'ok', 'happy');
create table read_only.customers (
  id int primary key, name text, email text, country text, mood read_only.mood, tags text[], profile jsonb,
  created_at timestamptz default now()
);
create table read_only.orders (
  id int primary key, customer_id int references read_only.customers, amount numeric(10, 2), status text, placed_on date,
  "Note" text
);
create table read_only.nodes (id int, parent_id int, label text);
create table read_only.docs (id int, body text, words tsvector, markup xml, active tstzrange);
create view read_only.totals as select customer_id, sum(amount) as total from read_only.orders group by 1;
insert into read_only.customers values
  (1, 'Ana', 'ana@example.com', 'FR', 'happy', '{a,b}', '{"plan": "pro", "seats": [1, 2]}'),
  (2, 'Bob', 'bob@example.com', 'DE', 'ok', '{}', '{"plan": "free"}');
insert into read_only.orders values (1, 1, 10.50, 'paid', '2026-01-02', 'x'), (2, 1, 4, 'open', '2026-02-03', null),
  (3, 2, 99, 'paid', '2026-02-05', 'y');
insert into read_only.nodes values (1, null, 'root'), (2, 1, 'leaf');
insert into read_only.docs values (1, 'robot arms', to_tsvector('english', 'robot arms'), '<a><b>1</b></a>', '[2026-01-01,2026-02-01)');
create table private.secrets (id int, value text);
insert into private.secrets values (1, 'CANARY-7f3a');
create sequence private.counter;
create function private.leak() returns text language sql as $$ select value from private.secrets $$;
create function private.leak_row(read_only.orders) returns text language sql as $$ select value from private.secrets $$;
create function private.plus(int, int) returns text language sql as $$ select value from private.secrets $$;
create operator private.+ (leftarg = int, rightarg = int, function = private.plus);
create collation private.own from "C";
create type private.pair as (a int, b text);
create domain private.checked as int check (private.leak() is not null);
