-- Coupons. Which code is whose, the ledger decides before the store hears of it.

-- The codes of a shop as they were filled in, oldest first. `in_ledger` says that the
-- ledger has it to hand out; `claimed_at` that an accepted answer got it.
CREATE TABLE coupons (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop       TEXT COLLATE "C" NOT NULL,
  pool       TEXT COLLATE "C" NOT NULL,
  code       TEXT COLLATE "C" NOT NULL,
  added_at   BIGINT NOT NULL,
  in_ledger  BIGINT NOT NULL DEFAULT 0,
  claimed_at BIGINT,
  UNIQUE (shop, code)
);

CREATE INDEX coupons_on_their_way ON coupons (shop, pool, id) WHERE in_ledger = 0;

-- The code that was handed out for the answer, by whichever of its snapshots.
ALTER TABLE askings ADD COLUMN coupon TEXT COLLATE "C";
