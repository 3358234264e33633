-- Originals lie sealed under their person's key; what opens one is kept under the hold, because erasing the person ends that key.
ALTER TABLE order_preserved ADD COLUMN original_sealed bytea;
