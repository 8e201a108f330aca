-- read_only is what the role may read; private is there to show that it can't be.
CREATE SCHEMA IF NOT EXISTS read_only;
CREATE SCHEMA IF NOT EXISTS private;

CREATE TABLE IF NOT EXISTS read_only.customers (
  id integer PRIMARY KEY,
  company text NOT NULL,
  contact_email text NOT NULL UNIQUE,
  country text NOT NULL,
  segment text NOT NULL CHECK (segment IN ('enterprise', 'mid-market', 'small')),
  since date NOT NULL
);

CREATE TABLE IF NOT EXISTS read_only.products (
  id integer PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  name text NOT NULL,
  category text NOT NULL,
  price_usd numeric(10, 2) NOT NULL CHECK (price_usd > 0),
  in_stock integer NOT NULL CHECK (in_stock >= 0)
);

CREATE TABLE IF NOT EXISTS read_only.orders (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES read_only.customers,
  ordered_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'shipped', 'delivered', 'returned'))
);

CREATE TABLE IF NOT EXISTS read_only.order_items (
  order_id integer NOT NULL REFERENCES read_only.orders,
  product_id integer NOT NULL REFERENCES read_only.products,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, product_id)
);

CREATE TABLE IF NOT EXISTS private.salaries (
  employee text PRIMARY KEY,
  yearly_usd integer NOT NULL
);

CREATE TABLE IF NOT EXISTS private.payment_cards (
  customer_id integer PRIMARY KEY REFERENCES read_only.customers,
  card_token text NOT NULL
);
