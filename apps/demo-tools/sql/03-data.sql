-- Everything follows from row numbers, so every installation holds the same data.
INSERT INTO read_only.products (id, sku, name, category, price_usd, in_stock)
SELECT
  n,
  'SKU-' || lpad(n::text, 4, '0'),
  (ARRAY['Compact', 'Heavy', 'Cleanroom', 'Washdown'])[1 + n % 4] || ' '
    || (ARRAY['gripper', 'robot arm', 'vision sensor', 'servo drive', 'conveyor module', 'safety scanner'])[1 + n % 6],
  (ARRAY['end effectors', 'arms', 'sensing', 'drives', 'conveyors', 'safety'])[1 + n % 6],
  round((180 + (n * 7919) % 14000 + n * 0.37)::numeric, 2),
  (n * 31) % 140
FROM generate_series(1, 24) AS n
ON CONFLICT DO NOTHING;

INSERT INTO read_only.customers (id, company, contact_email, country, segment, since)
SELECT
  n,
  (ARRAY['Alder', 'Birch', 'Cypress', 'Dogwood', 'Elm', 'Fir', 'Ginkgo', 'Hazel', 'Ivy', 'Juniper'])[1 + n % 10] || ' '
    || (ARRAY['Works', 'Logistics', 'Foods', 'Instruments', 'Packaging', 'Components'])[1 + n % 6] || ' ' || n,
  'buyer' || n || '@customer' || n || '.example',
  (ARRAY['DE', 'US', 'JP', 'FR', 'MX', 'SE', 'IN', 'BR'])[1 + n % 8],
  (ARRAY['enterprise', 'mid-market', 'small', 'small'])[1 + n % 4],
  date '2019-01-01' + (n * 37) % 2400
FROM generate_series(1, 60) AS n
ON CONFLICT DO NOTHING;

INSERT INTO read_only.orders (id, customer_id, ordered_at, status)
SELECT
  n,
  1 + (n * 17) % 60,
  timestamptz '2025-11-01 08:00:00+00' + make_interval(hours => (n * 211) % 8700),
  (ARRAY['delivered', 'delivered', 'delivered', 'shipped', 'open', 'returned'])[1 + (n * 5) % 6]
FROM generate_series(1, 400) AS n
ON CONFLICT DO NOTHING;

INSERT INTO read_only.order_items (order_id, product_id, quantity)
SELECT n, 1 + (n * item * 13) % 24, 1 + (n + item) % 5
FROM generate_series(1, 400) AS n, generate_series(1, 3) AS item
ON CONFLICT DO NOTHING;

INSERT INTO private.salaries (employee, yearly_usd)
SELECT 'employee-' || n, 52000 + (n * 977) % 90000
FROM generate_series(1, 25) AS n
ON CONFLICT DO NOTHING;

INSERT INTO private.payment_cards (customer_id, card_token)
SELECT n, 'invented-card-' || md5(n::text)
FROM generate_series(1, 60) AS n
ON CONFLICT DO NOTHING;
