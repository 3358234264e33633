-- Values are bytes that hardly become smaller, most of them signed or packed: trying to costs more CPU than making them.
ALTER TABLE state_entries ALTER COLUMN value SET STORAGE EXTERNAL;
