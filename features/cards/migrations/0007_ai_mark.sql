-- Of a clip: 'altered' or 'generated' by AI, said on the card; NULL: nobody said so.
ALTER TABLE cards ADD COLUMN ai text;
