-- What the operator gives an advertiser to spend, and never pays out: spent before what was paid in.
-- Of a lease's units what was given; billed before the rest.
ALTER TABLE ad_leases ADD COLUMN credit bigint NOT NULL DEFAULT 0 CHECK (credit >= 0 AND credit <= units);
-- Of a bill's units what was given: an invoice leaves it out.
ALTER TABLE ad_billed ADD COLUMN credit_units bigint NOT NULL DEFAULT 0 CHECK (credit_units >= 0 AND credit_units <= units);
