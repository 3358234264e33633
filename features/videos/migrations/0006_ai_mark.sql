-- 'altered' or 'generated', by its uploader's word or the file's own; NULL: nobody said so.
ALTER TABLE videos ADD COLUMN ai text;
