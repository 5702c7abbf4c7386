-- Whether the shopper left an address with an answer. It is looked for where nothing was typed: who
-- wants to be called has said so.
ALTER TABLE askings ADD COLUMN has_contact INTEGER NOT NULL DEFAULT 0;
UPDATE askings SET has_contact = 1
  WHERE EXISTS (SELECT 1 FROM contacts AS c WHERE c.shop = askings.shop AND c.answer = askings.answer);

CREATE INDEX askings_with_contact ON askings (shop, asked_at DESC, answer DESC) WHERE has_contact = 1;
